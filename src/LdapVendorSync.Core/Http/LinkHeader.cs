namespace LdapVendorSync.Core.Http;

/// <summary>The Link header (RFC 8288), as far as paging uses it.</summary>
internal static class LinkHeader
{
    /// <summary>The target of the link with a relation.</summary>
    /// <param name="values">The values of all Link headers of an answer.</param>
    /// <param name="relation">The relation, for example <c>next</c>.</param>
    /// <returns>The target as it is written, or <see langword="null"/> where there is no such link.</returns>
    public static string? Find(IEnumerable<string> values, string relation)
    {
        foreach (var value in values)
        {
            if (FindIn(value, relation) is { } target)
                return target;
        }

        return null;
    }

    private static string? FindIn(string value, string relation)
    {
        foreach (var link in Split(value, ','))
        {
            var close = link.IndexOf('>', StringComparison.Ordinal);
            if (!link.StartsWith('<') || close < 0)
                continue;
            if (Relations(link[(close + 1)..]).Contains(relation, StringComparer.OrdinalIgnoreCase))
                return link[1..close].Trim();
        }

        return null;
    }

    private static string[] Relations(string parameters)
    {
        foreach (var parameter in Split(parameters, ';'))
        {
            var parts = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && parts[0].Equals("rel", StringComparison.OrdinalIgnoreCase))
                return parts[1].Trim('"').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }

        return [];
    }

    // A separator within quotes or within the target's angle brackets belongs to the text.
    private static IEnumerable<string> Split(string text, char separator)
    {
        var (start, closing) = (0, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            if (closing != '\0')
            {
                closing = text[i] == closing ? '\0' : closing;
            }
            else if (text[i] is '"' or '<')
            {
                closing = text[i] == '<' ? '>' : '"';
            }
            else if (text[i] == separator)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        yield return text[start..].Trim();
    }
}
