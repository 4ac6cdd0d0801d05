using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// The people whose memberships were written, and who of them is in the group while it is read back. Nobody else is kept: of a big group,
/// few are written.
/// </summary>
internal sealed class WrittenMembers
{
    private readonly IReadOnlyList<string> _matchOn;
    private readonly HashSet<string> _ids;
    private readonly HashSet<MatchKey> _keys;
    private readonly HashSet<string> _presentIds = new(StringComparer.Ordinal);
    private readonly HashSet<MatchKey> _presentKeys = [];

    /// <param name="changes">What was written.</param>
    /// <param name="matchOn">The attributes that recognise people.</param>
    public WrittenMembers(IEnumerable<MembershipChange> changes, IReadOnlyList<string> matchOn)
    {
        var people = changes.ToLookup(change => change.VendorMember is not null);
        _matchOn = matchOn;
        _ids = people[true].Select(change => change.VendorMember!.Id).ToHashSet(StringComparer.Ordinal);
        _keys = [.. people[false].Select(change => PersonKey.Best(change.SourceMember!, matchOn)).OfType<MatchKey>()];
    }

    /// <summary>Notes somebody who is in the group.</summary>
    public void Note(GroupMember member)
    {
        if (_ids.Contains(member.Id))
            _presentIds.Add(member.Id);
        if (_keys.Count > 0)
            _presentKeys.UnionWith(_matchOn.Select(key => MatchKey.Of(member, key)).OfType<MatchKey>().Where(_keys.Contains));
    }

    /// <summary>Whether the person of a change is in the group.</summary>
    /// <remarks>Where adding made the account and did not tell its id, the person is recognised by the key.</remarks>
    public bool IsPresent(MembershipChange change) => change.VendorMember is { } account
        ? _presentIds.Contains(account.Id)
        : PersonKey.Best(change.SourceMember!, _matchOn) is { } key && _presentKeys.Contains(key);
}
