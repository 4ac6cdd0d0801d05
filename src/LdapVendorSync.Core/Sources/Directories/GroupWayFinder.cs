using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>
/// Finds the way from a group to an entry backwards, from the entry to the groups that list it: level by level, each group once, so that
/// cycles end and the way is the shortest.
/// </summary>
/// <param name="listing">The groups that list an entry.</param>
internal sealed class GroupWayFinder(Func<DistinguishedName, Task<IReadOnlyList<DistinguishedName>>> listing)
{
    /// <summary>Finds the way.</summary>
    /// <param name="root">The group; it has already been looked at whether it lists the entry itself.</param>
    /// <param name="listingPerson">The groups that list the entry.</param>
    public async Task<ListedWay?> FindAsync(DirectoryGroup root, IReadOnlyList<DistinguishedName> listingPerson)
    {
        var direct = root.Members.Where(member => member.Dn is not null).Select(member => member.Dn!).ToHashSet();

        // Each with the way that leads from it to the entry, itself first.
        var level = listingPerson.Distinct().Where(dn => !dn.Equals(root.Dn)).Select(dn => (Dn: dn, Way: (string[])[dn.ToString()])).ToList();
        var seen = level.Select(group => group.Dn).Append(root.Dn).ToHashSet();
        while (level.Count > 0)
        {
            level = [.. level.OrderBy(group => group.Dn.Normalized, StringComparer.Ordinal)];
            foreach (var (dn, way) in level)
            {
                if (direct.Contains(dn))
                    return new ListedWay(root.Dn.ToString(), way);
            }

            level = await ClimbAsync(level, seen).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<List<(DistinguishedName Dn, string[] Way)>> ClimbAsync(
        List<(DistinguishedName Dn, string[] Way)> level, HashSet<DistinguishedName> seen)
    {
        var next = new List<(DistinguishedName, string[])>();
        foreach (var (dn, way) in level)
        {
            foreach (var parent in await listing(dn).ConfigureAwait(false))
            {
                if (seen.Add(parent))
                    next.Add((parent, [parent.ToString(), .. way]));
            }
        }

        return next;
    }
}
