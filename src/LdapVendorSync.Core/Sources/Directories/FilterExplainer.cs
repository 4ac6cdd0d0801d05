using LdapVendorSync.Core.Sources.Ldap.Changes;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Finds out which parts of a filter keep it from matching an entry.</summary>
internal static class FilterExplainer
{
    /// <summary>The parts that do not match: of a conjunction those that fail, each explained in turn; anything else as a whole.</summary>
    /// <param name="filter">A filter that does not match the entry.</param>
    /// <param name="matches">Says whether a part matches the entry.</param>
    public static async Task<IReadOnlyList<LdapFilter>> FindFailedAsync(LdapFilter filter, Func<LdapFilter, Task<bool>> matches)
    {
        if (filter is not AndFilter conjunction)
            return [filter];
        var failed = new List<LdapFilter>();
        foreach (var part in conjunction.Filters)
        {
            if (!await matches(part).ConfigureAwait(false))
                failed.AddRange(await FindFailedAsync(part, matches).ConfigureAwait(false));
        }

        // What the directory decides for the whole alone is not pinned on a part.
        return failed.Count > 0 ? failed : [filter];
    }

    /// <summary>A part with the values that the entry shows of the attributes that it looks at.</summary>
    public static FilterTerm Describe(LdapFilter part, DirectoryEntry entry) => new(
        part.ToString(),
        FilterAttributes.Of(part)
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(name => name, name => ValuesOf(entry, name), StringComparer.OrdinalIgnoreCase));

    private static IReadOnlyList<string> ValuesOf(DirectoryEntry entry, string attribute) =>
        [.. entry.OfType(attribute).SelectMany(found => found.Values).Select(value => ValueText.Show(attribute, value))];
}
