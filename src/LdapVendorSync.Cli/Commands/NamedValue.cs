using System.CommandLine.Parsing;

namespace LdapVendorSync.Cli.Commands;

/// <summary>Reads values that have names, in any case, and says which there are where one is not among them.</summary>
internal static class NamedValue
{
    /// <summary>The value of an option that has one.</summary>
    public static T One<T>(ArgumentResult result)
        where T : struct, Enum => Several<T>(result).LastOrDefault();

    /// <summary>The values of an option that may be given several times.</summary>
    public static T[] Several<T>(ArgumentResult result)
        where T : struct, Enum
    {
        var values = new List<T>();
        foreach (var token in result.Tokens)
        {
            if (Enum.GetNames<T>().FirstOrDefault(name => name.Equals(token.Value, StringComparison.OrdinalIgnoreCase)) is { } name)
                values.Add(Enum.Parse<T>(name));
            else
                result.AddError($"'{token.Value}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
        }

        return [.. values];
    }
}
