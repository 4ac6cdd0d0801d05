using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>
/// What is remembered of the groups nested in a group: one that is not there any more, or has nobody any more, may as well be hidden, and
/// hidden people are not removed.
/// </summary>
internal sealed class NestedGroupMemory
{
    private readonly HashSet<DistinguishedName> _groups = [];
    private readonly HashSet<DistinguishedName> _namedMembers = [];
    private readonly HashSet<string> _idsThatNamedMembers = new(StringComparer.Ordinal);
    private readonly bool _mayBeEmpty;

    private NestedGroupMemory(GroupReference reference)
    {
        _mayBeEmpty = reference.NestedMayBeEmpty;
        foreach (var group in reference.KnownNested)
        {
            if (!DistinguishedName.TryParse(group.DistinguishedName, out var dn))
                continue;
            _groups.Add(dn);
            if (!group.NamesMembers)
                continue;
            _namedMembers.Add(dn);
            _idsThatNamedMembers.Add(group.Id);
        }
    }

    /// <summary>Nothing is remembered.</summary>
    public static NestedGroupMemory None { get; } = new(new GroupReference(string.Empty));

    /// <summary>What is remembered of a group that is read.</summary>
    public static NestedGroupMemory Of(GroupReference reference) => new(reference);

    /// <summary>Whether an entry is known to have been a nested group, whatever can be seen of it now.</summary>
    public bool IsGroup(DistinguishedName dn) => _groups.Contains(dn);

    /// <summary>Why the list of a nested group is not believed; <see langword="null"/> where it is.</summary>
    public ReadReason? FindDoubt(DirectoryGroup group)
    {
        if (group.LacksRequiredMembers)
            return Unreadable(
                group,
                $"The nested group '{group.Dn}' shows no members, and its object class does not allow that it has none: "
                    + "the account may not read the list.");
        if (_mayBeEmpty || group.NamesMembers || !(_namedMembers.Contains(group.Dn) || _idsThatNamedMembers.Contains(group.Id)))
            return null;
        return Unreadable(
            group,
            $"The nested group '{group.Dn}' shows no members, and was not empty when last read: the account may not be allowed to read its list any "
                + "more. If it is meant to be empty, allow_empty_source: true on each mapping of the source group lifts this.");
    }

    private static ReadReason Unreadable(DirectoryGroup group, string message) =>
        new(ReadReasonKind.NestedGroupUnreadable, HoldScope.Mapping, message, group.Dn.ToString());
}
