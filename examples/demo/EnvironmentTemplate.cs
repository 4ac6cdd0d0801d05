namespace LdapVendorSync.Demo;

/// <summary>The <c>.env.example</c> of an example: which variables it takes.</summary>
internal static class EnvironmentTemplate
{
    /// <summary>The names of the variables, also of those that are commented out because they have a default.</summary>
    public static IReadOnlySet<string> ReadNames(string path)
    {
        var names =
            from line in File.ReadLines(path)
            let assignment = line.TrimStart('#').Split('=', 2)
            where assignment.Length == 2 && assignment[0].All(IsPartOfName)
            select assignment[0];
        return names.ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsPartOfName(char character) =>
        char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == '_';
}
