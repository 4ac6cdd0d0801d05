using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>How a group is named: by its DN, or by something to search for.</summary>
internal sealed record GroupSelector
{
    private GroupSelector(string name, DistinguishedName? dn, LdapFilter? filter)
    {
        Name = name;
        Dn = dn;
        Filter = filter;
    }

    /// <summary>The group as the config or the user names it, with the DN that a short name stands for.</summary>
    public string Name { get; }

    /// <summary>The DN; <see langword="null"/> where the group is to be searched.</summary>
    public DistinguishedName? Dn { get; }

    /// <summary>The search; <see langword="null"/> where the DN is known.</summary>
    public LdapFilter? Filter { get; }

    /// <summary>Whether the group is named by a filter, which says itself what qualifies a group.</summary>
    public bool IsFilter { get; private init; }

    /// <summary>
    /// Understands a name: a short name of <c>group_dn_map</c>, else a DN, else a filter in parentheses, else a <c>cn</c> or
    /// <c>sAMAccountName</c>.
    /// </summary>
    /// <param name="source">The name of the source, for messages.</param>
    /// <param name="name">The name.</param>
    /// <param name="map">Short names and the DNs that they stand for.</param>
    /// <param name="isGroup">Matches every group.</param>
    /// <exception cref="SourceException">The name stands for a DN in the map that is none.</exception>
    public static GroupSelector Create(string source, string name, IReadOnlyDictionary<string, string> map, LdapFilter isGroup)
    {
        var mapped = map.FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        if (mapped is not null)
            return DistinguishedName.TryParse(mapped, out var target) && !target.IsRoot
                ? new GroupSelector($"{name} ({mapped})", target, null)
                : throw new SourceException(
                    SourceFailure.Malformed,
                    $"Source '{source}': group_dn_map gives '{name}' the DN '{mapped}', which is no valid DN (RFC 4514).");

        if (DistinguishedName.TryParse(name, out var dn) && !dn.IsRoot)
            return new GroupSelector(name, dn, null);
        return name.StartsWith('(') && LdapFilter.TryParse(name, out var filter)
            ? new GroupSelector(name, null, LdapFilter.And(isGroup, filter)) { IsFilter = true }
            : new GroupSelector(name, null, LdapFilter.And(isGroup, HasName(name)));
    }

    private static LdapFilter HasName(string name) =>
        LdapFilter.Or(LdapFilter.Equality("cn", name), LdapFilter.Equality("sAMAccountName", name));
}
