using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace LdapVendorSync.Core.Templates;

/// <summary>The functions that a placeholder's value can be sent through.</summary>
internal static class TemplatePipe
{
    /// <summary>The pipe that says that a value outside of quotes is a number or a boolean, not a string (JSON).</summary>
    public const string Bare = "bare";

    /// <summary>The pipe that percent-encodes.</summary>
    public const string Url = "url";

    private static readonly FrozenDictionary<string, (int Arguments, Func<string[], Func<string?, string?>> Create)> Pipes =
        new Dictionary<string, (int, Func<string[], Func<string?, string?>>)>(StringComparer.Ordinal)
        {
            ["lower"] = (0, _ => value => value?.ToLowerInvariant()),
            ["upper"] = (0, _ => value => value?.ToUpperInvariant()),
            ["trim"] = (0, _ => value => value?.Trim()),
            [Url] = (0, _ => value => value is null ? null : Uri.EscapeDataString(value)),
            ["base64"] = (0, _ => value => value is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(value))),
            [Bare] = (0, _ => value => value),
            ["default"] = (1, arguments => value => string.IsNullOrWhiteSpace(value) ? arguments[0] : value),
            ["before"] = (1, arguments => value => Before(value, arguments[0])),
            ["after"] = (1, arguments => value => After(value, arguments[0])),
            ["limit"] = (1, arguments => Limit(arguments[0])),
            ["replace"] = (2, arguments => value => value?.Replace(arguments[0], arguments[1], StringComparison.Ordinal)),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<string> Names { get; } = [.. Pipes.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The pipe of a name.</summary>
    /// <exception cref="TemplateException">There is none, or it takes other arguments.</exception>
    public static Func<string?, string?> Create(string name, string[] arguments, int position)
    {
        if (!Pipes.TryGetValue(name, out var pipe))
            throw new TemplateException($"'{name}' is no pipe; known are {string.Join(", ", Names)}", position);
        if (pipe.Arguments != arguments.Length)
        {
            throw new TemplateException(
                $"'{name}' takes {pipe.Arguments} argument(s), not {arguments.Length}; put an argument with ':' into quotes", position);
        }

        if (arguments.Length > 0 && arguments[0].Length == 0 && name != "default")
            throw new TemplateException($"The argument of '{name}' is empty", position);
        try
        {
            return pipe.Create(arguments);
        }
        catch (FormatException error)
        {
            throw new TemplateException(error.Message, position);
        }
    }

    private static string? Before(string? value, string separator)
    {
        var index = value?.IndexOf(separator, StringComparison.Ordinal) ?? -1;
        return index < 0 ? value : value![..index];
    }

    private static string? After(string? value, string separator)
    {
        var index = value?.IndexOf(separator, StringComparison.Ordinal) ?? -1;
        return index < 0 ? value : value![(index + separator.Length)..];
    }

    private static Func<string?, string?> Limit(string argument)
    {
        if (!int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length == 0)
            throw new FormatException($"'limit' takes a number of characters from 1 on, not '{argument}'");
        return value => Cut(value, length);
    }

    private static string? Cut(string? value, int length)
    {
        if (value is null || value.Length <= length)
            return value;
        // Never half of a surrogate pair.
        return value[..(char.IsHighSurrogate(value[length - 1]) ? length - 1 : length)];
    }
}
