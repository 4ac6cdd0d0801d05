namespace LdapVendorSync.Core.Members;

/// <summary>Everybody of one side who has one key: nearly always a single member, for whom no list is made.</summary>
internal struct KeyHolders
{
    private GroupMember? _first;
    private List<GroupMember>? _others;

    /// <summary>Whoever was added first.</summary>
    public readonly GroupMember? First => _first;

    public readonly int Count => _first is null ? 0 : 1 + (_others?.Count ?? 0);

    public void Add(GroupMember member)
    {
        if (_first is null)
            _first = member;
        else
            (_others ??= []).Add(member);
    }

    public readonly IEnumerable<GroupMember> All()
    {
        if (_first is null)
            return [];
        return _others is null ? [_first] : _others.Prepend(_first);
    }
}
