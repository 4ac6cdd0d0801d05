using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>A group that was read to its end.</summary>
/// <param name="Members">The members that arrived.</param>
/// <param name="Completeness">What they are worth.</param>
public sealed record GroupContent(IReadOnlyList<GroupMember> Members, Completeness Completeness)
{
    /// <summary>What of the members is no person and did not arrive.</summary>
    public IReadOnlyList<NonPersonMembers> NonPeople { get; init; } = [];

    /// <inheritdoc cref="GroupReadRecorder.Doubtful" />
    public IReadOnlyList<DoubtfulMember> Doubtful { get; init; } = [];

    /// <summary>The groups whose people are no members; they are still among <see cref="Members"/>.</summary>
    public IReadOnlyList<Exclusion.ExcludedGroup> Except { get; init; } = [];

    /// <summary>The name of the source; <see langword="null"/> where it makes no difference, or none is known.</summary>
    public string? Source { get; init; }

    /// <summary>The read that brought it; <see langword="null"/> where nothing was read.</summary>
    public GroupRead? Read { get; init; }

    /// <summary>Reads a group to its end.</summary>
    /// <exception cref="OperationCanceledException">The read was cancelled.</exception>
    public static async Task<GroupContent> ReadAsync(GroupRead read, Action<int>? progress, CancellationToken cancellationToken)
    {
        var members = new List<GroupMember>();
        await foreach (var member in read.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            members.Add(member);
            if (members.Count % ProgressStep == 0)
                progress?.Invoke(members.Count);
        }

        return new GroupContent(members, read.Completeness!) { NonPeople = read.NonPeople, Doubtful = read.Doubtful, Read = read };
    }

    private const int ProgressStep = 500;
}
