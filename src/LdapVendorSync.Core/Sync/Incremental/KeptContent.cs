using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Incremental;

/// <summary>What a complete read brought: enough to give it again as if it had been read now.</summary>
internal sealed record KeptContent
{
    /// <summary>The group's id.</summary>
    public required string? GroupId { get; init; }

    /// <summary>How many entries the settings left out.</summary>
    public required int FilteredOut { get; init; }

    /// <summary>What of the members is no person.</summary>
    public required IReadOnlyList<NonPersonMembers> NonPeople { get; init; }

    /// <summary>The groups whose lists were read, the group itself first.</summary>
    public required IReadOnlyList<ReadGroup> Groups { get; init; }

    /// <summary>The members, in the order in which they came.</summary>
    public required IReadOnlyList<GroupMember> Members { get; init; }

    public static KeptContent Of(GroupRead read, IReadOnlyList<GroupMember> members) => new()
    {
        GroupId = read.GroupId,
        FilteredOut = read.FilteredOut,
        NonPeople = read.NonPeople,
        Groups = read.Groups,
        Members = members,
    };

    /// <summary>Gives it again.</summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="kept">The read that brought it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public GroupRead ToRead(string source, KeptRead kept, CancellationToken cancellationToken) =>
        new(ReadSide.Source, source, kept.Group, (recorder, token) => Replay(kept, recorder, token), cancellationToken)
        {
            UnchangedSince = kept.ReadAt,
        };

#pragma warning disable CS1998 // Nothing is waited for: the members are here.
    private async IAsyncEnumerable<GroupMember> Replay(
        KeptRead kept, GroupReadRecorder recorder, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
#pragma warning restore CS1998
    {
        recorder.GroupId = GroupId;
        recorder.GroupDistinguishedName = Groups[0].DistinguishedName;
        recorder.LimitValidity(kept.ValidUntil);
        recorder.FilteredOut = FilteredOut;
        foreach (var members in NonPeople)
            recorder.NoteNonPeople(members);
        foreach (var group in Groups)
            recorder.NoteGroup(group);
        foreach (var member in Members)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return member;
        }

        recorder.MarkProved();
    }
}
