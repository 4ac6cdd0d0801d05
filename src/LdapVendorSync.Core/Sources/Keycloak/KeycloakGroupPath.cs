namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>
/// Where a group stands, as its names from the top: <c>/Engineering/SRE</c>. A slash within a name is written <c>~/</c>, as Keycloak itself
/// does where it is set up to.
/// </summary>
internal static class KeycloakGroupPath
{
    private const char Separator = '/';
    private const string Escaped = "~/";

    /// <summary>The path of names, from the top.</summary>
    public static string Of(IEnumerable<string> names) =>
        string.Concat(names.Select(name => Separator + name.Replace("/", Escaped, StringComparison.Ordinal)));

    /// <summary>The path of a group in another.</summary>
    public static string Below(string parent, string name) => parent + Of([name]);

    /// <summary>The names that a path is made of; <see langword="null"/> where the text is no path.</summary>
    public static IReadOnlyList<string>? Parse(string text)
    {
        if (text.Length < 2 || text[0] != Separator)
            return null;
        var names = new List<string>();
        var start = 1;
        for (var index = 1; index <= text.Length; index++)
        {
            if (index < text.Length && (text[index] != Separator || text[index - 1] == '~'))
                continue;
            names.Add(text[start..index].Replace(Escaped, "/", StringComparison.Ordinal));
            start = index + 1;
        }

        return names.Contains(string.Empty) ? null : names;
    }
}
