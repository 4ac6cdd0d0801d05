namespace LdapVendorSync.Core.Members;

/// <summary>The members of one side: each once, found by id or by key.</summary>
internal sealed class Roster
{
    private readonly IReadOnlyList<string> _matchOn;
    private readonly Dictionary<string, GroupMember> _byId;
    private readonly List<GroupMember> _clashing = [];
    private readonly HashSet<string> _clashingIds = new(StringComparer.Ordinal);
    private readonly Lazy<KeyIndex> _keys;

    public Roster(IReadOnlyCollection<GroupMember> members, IReadOnlyList<string> matchOn)
    {
        _matchOn = matchOn;
        _byId = new Dictionary<string, GroupMember>(members.Count, StringComparer.Ordinal);
        _keys = new Lazy<KeyIndex>(Index, LazyThreadSafetyMode.None);
        foreach (var member in members)
        {
            if (!_byId.TryAdd(member.Id, member) && !HaveSameKeys(_byId[member.Id], member))
            {
                _clashing.Add(member);
                _clashingIds.Add(member.Id);
            }
        }
    }

    public int Count => _byId.Count;

    /// <summary>Everybody once; of several entries with one id the first.</summary>
    public IEnumerable<GroupMember> Members => _byId.Values;

    /// <summary>Everybody by their keys. Made when first needed: where every person is linked it never is.</summary>
    public KeyIndex Keys => _keys.Value;

    /// <summary>Whether entries with different keys have this id, so that it does not say who is meant.</summary>
    public bool IsAmbiguous(string id) => _clashingIds.Contains(id);

    public GroupMember? Find(string id) => _byId.GetValueOrDefault(id);

    private KeyIndex Index()
    {
        var index = new KeyIndex(_matchOn, _byId.Count);
        foreach (var member in _byId.Values)
            index.Add(member);
        foreach (var member in _clashing)
            index.Add(member);
        return index;
    }

    private bool HaveSameKeys(GroupMember one, GroupMember other) =>
        _matchOn.All(attribute => MatchKey.Of(one, attribute) == MatchKey.Of(other, attribute));
}
