using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Audit;

/// <summary>
/// The DNs of the groups that a directory lists, by which a group is found out that is within one of them and yet not listed.
/// </summary>
internal sealed class GroupPlaces(IEnumerable<ListedGroup> groups)
{
    private readonly HashSet<string> _listed = [.. groups.Select(group => group.Path).Select(KeyOf).OfType<string>()];

    /// <summary>
    /// Why it is not known who is in a group that holds groups outside the list, as those below another <c>group_base_dn</c>: nothing else
    /// tells of them.
    /// </summary>
    /// <param name="read">The read of the group itself, which names the groups that it did not follow.</param>
    public IEnumerable<string> FindUnlisted(GroupRead read) => read.Completeness!.Reasons
        .Where(reason => reason is { Kind: ReadReasonKind.UnsupportedMember, Scope: HoldScope.Nothing })
        .Where(reason => KeyOf(reason.Reference) is { } key && !_listed.Contains(key))
        .Select(reason => $"It holds the group '{reason.Reference}', which is not in the list of groups, so that it is not known who is in by it.");

    private static string? KeyOf(string? path) =>
        DistinguishedName.TryParse(path ?? string.Empty, out var dn) && !dn.IsRoot ? dn.Normalized : null;
}
