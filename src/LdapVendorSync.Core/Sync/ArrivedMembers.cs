using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>A set of members that arrive one by one, with what their reads say about whether it is whole.</summary>
internal sealed class ArrivedMembers
{
    private readonly List<GroupMember> _members = [];
    private readonly List<GroupRead> _ownReads = [];

    /// <summary>Whether nobody has arrived.</summary>
    public bool IsEmpty => _members.Count == 0;

    /// <summary>Whether the comparison's caller reads the set itself, so that nothing can get lost on the way.</summary>
    public bool IsReadByCaller => _ownReads.Count > 0;

    /// <summary>A member who comes from no read of a group; <see langword="null"/> where there is none.</summary>
    public GroupMember? Loose => _members.Find(member => member.Read is null);

    /// <summary>Every read that belongs to the set: those that members arrived from, and those made together with them.</summary>
    public IReadOnlyList<GroupRead> Reads => [.. _members
        .Select(member => member.Read)
        .OfType<GroupRead>()
        .SelectMany(read => read.Set?.Reads.Prepend(read) ?? [read])
        .Concat(_ownReads)
        .Distinct()];

    public void Add(GroupMember member) => _members.Add(member);

    public void Add(GroupRead read) => _ownReads.Add(read);

    /// <summary>The members by the read that they come from, everybody of one read once.</summary>
    public IReadOnlyList<GroupContent> ToParts()
    {
        var parts = _members
            .GroupBy(member => member.Read)
            .Select(part => new GroupContent([.. part.Distinct<GroupMember>(ReferenceEqualityComparer.Instance)], Completeness.Complete))
            .ToList();
        return parts.Count == 0 ? [new GroupContent([], Completeness.Complete)] : parts;
    }

    /// <summary>What keeps the set from being known to be whole, in sentences.</summary>
    /// <param name="isVouchedFor">Whether the caller vouches for what arrived; never for reads of its own.</param>
    public IEnumerable<string> Doubts(bool isVouchedFor)
    {
        var reads = isVouchedFor ? _ownReads : Reads;
        foreach (var read in reads)
        {
            if (DoubtAbout(read) is { } doubt)
                yield return doubt;
        }
    }

    private string? DoubtAbout(GroupRead read)
    {
        if (read.Completeness is null)
            return $"The read of '{read.Group}' from '{read.System}' was stopped before its end.";
        if (!read.Completeness.HoldsNothing)
            return $"The read of '{read.Group}' from '{read.System}' is not complete. {read.Completeness}";
        if (read.Set is { IsClosed: false })
            return $"The command that read '{read.Group}' from '{read.System}' was stopped before its end.";
        var arrived = _members.Where(member => member.Read == read).Distinct<GroupMember>(ReferenceEqualityComparer.Instance).Count();
        return arrived == read.MemberCount
            ? null
            : $"Only {arrived} of the {read.MemberCount} members of '{read.Group}' from '{read.System}' arrived.";
    }
}
