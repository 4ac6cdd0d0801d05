using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Finds out of the member lists of all groups which group is within which.</summary>
internal static class DirectoryNestings
{
    /// <summary>Every pair of groups of which one lists the other.</summary>
    public static IEnumerable<GroupNesting> Of(IReadOnlyList<DirectoryGroup> groups)
    {
        var ids = new Dictionary<DistinguishedName, string>(groups.Count);
        foreach (var group in groups)
            ids.TryAdd(group.Dn, group.Id);
        foreach (var group in groups)
        {
            foreach (var member in group.Members)
            {
                if (member.Dn is { } dn && ids.TryGetValue(dn, out var nested))
                    yield return new GroupNesting(group.Id, nested);
            }
        }
    }
}
