using System.Runtime.InteropServices;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Finds who is in groups of one side. Everybody is found once, and a circle of groups is walked once.</summary>
internal sealed class GroupMembers(ContentIndex index, MembershipScope scope)
{
    // A mark is the number of the walk that set it, so that nothing has to be cleared between walks.
    private readonly int[] _people = new int[index.People.Count];
    private readonly int[] _excepted = new int[index.People.Count];
    private readonly int[] _groups = new int[index.Groups.Count];
    private readonly List<int> _found = [];
    private readonly Stack<int> _open = new();
    private int _search;
    private int _walk;

    /// <summary>Whether what was found last may lack somebody.</summary>
    public bool MayLack { get; private set; }

    /// <summary>Whether what was found last may hold somebody too many, since a group that is taken away may not be whole.</summary>
    public bool MayHoldTooMany { get; private set; }

    /// <summary>Whether the groups that were found last list somebody who is not among the people.</summary>
    public bool HasUnknown { get; private set; }

    /// <summary>Who is in a group.</summary>
    /// <returns>The numbers of the people; valid until the next call.</returns>
    public ReadOnlySpan<int> Of(int group)
    {
        Begin();
        _walk++;
        Walk(group, isExcepted: false);
        return CollectionsMarshal.AsSpan(_found);
    }

    /// <summary>Who is in any of some selections of groups.</summary>
    /// <returns>The numbers of the people; valid until the next call.</returns>
    public ReadOnlySpan<int> Of(IReadOnlyList<GroupSelection> selections)
    {
        Begin();
        foreach (var selection in selections)
            Collect(selection);
        return CollectionsMarshal.AsSpan(_found);
    }

    private void Begin()
    {
        _search++;
        _found.Clear();
        MayLack = MayHoldTooMany = HasUnknown = false;
    }

    private void Collect(GroupSelection selection)
    {
        _walk++;
        foreach (var group in selection.Except)
            Walk(group, isExcepted: true);
        var excepted = _walk++;
        foreach (var group in selection.Groups)
            Walk(group, isExcepted: false, excepted);
        if (selection.IsEverybody)
            CollectEverybody(excepted);
    }

    private void Walk(int start, bool isExcepted, int excepted = 0)
    {
        var isWhole = scope == MembershipScope.Direct || index.Snapshot.Proves(SystemParts.Nestings);
        Open(start);
        while (_open.TryPop(out var group))
        {
            isWhole &= index.Groups[group].Doubts.Count == 0;
            foreach (var person in index.MembersOf(group))
                Place(person, isExcepted, excepted);
            HasUnknown |= !isExcepted && index.HasUnknownMembers(group);
            if (scope == MembershipScope.Direct)
                continue;
            foreach (var nested in index.NestedIn(group))
                Open(nested);
        }

        MayLack |= !isWhole && !isExcepted;
        MayHoldTooMany |= !isWhole && isExcepted;
    }

    private void CollectEverybody(int excepted)
    {
        for (var person = 0; person < index.People.Count; person++)
            Place(person, isExcepted: false, excepted);
        MayLack |= !index.Snapshot.Proves(SystemParts.Users);
    }

    private void Open(int group)
    {
        if (_groups[group] == _walk)
            return;
        _groups[group] = _walk;
        _open.Push(group);
    }

    private void Place(int person, bool isExcepted, int excepted)
    {
        if (isExcepted)
        {
            _excepted[person] = _walk;
            return;
        }

        if (_people[person] == _search || (excepted > 0 && _excepted[person] == excepted))
            return;
        _people[person] = _search;
        _found.Add(person);
    }
}
