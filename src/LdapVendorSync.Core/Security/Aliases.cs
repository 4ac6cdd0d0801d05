namespace LdapVendorSync.Core.Security;

/// <summary>Finds entries of key and trust stores by their aliases. Java takes them without regard to case.</summary>
internal static class Aliases
{
    private const int NamedInMessage = 10;

    /// <summary>The entry of an alias; one that is spelt exactly so wins.</summary>
    public static T? Find<T>(IReadOnlyCollection<T> entries, Func<T, string?> aliasOf, string alias)
        where T : class =>
        entries.FirstOrDefault(entry => aliasOf(entry) == alias)
        ?? entries.FirstOrDefault(entry => string.Equals(aliasOf(entry), alias, StringComparison.OrdinalIgnoreCase));

    public static InvalidDataException Missing(string what, string alias, IEnumerable<string?> known) =>
        new($"holds no {what} with the alias '{alias}'; it has {Describe(known)}");

    public static InvalidDataException Several(string what, IEnumerable<string?> known) =>
        new($"holds several {what} ({Describe(known)}); say which one is meant by its alias (keystore_alias)");

    private static string Describe(IEnumerable<string?> aliases)
    {
        var all = aliases
            .Select(alias => alias is null ? "one without an alias" : $"'{alias}'")
            .Order(StringComparer.Ordinal)
            .ToList();
        var more = all.Count > NamedInMessage ? $" and {all.Count - NamedInMessage} more" : string.Empty;
        return all.Count == 0 ? "none" : string.Join(", ", all.Take(NamedInMessage)) + more;
    }
}
