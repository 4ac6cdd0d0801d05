using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>A group that was read to its end.</summary>
/// <param name="Members">The members that arrived.</param>
/// <param name="Completeness">What they are worth.</param>
public sealed record GroupContent(IReadOnlyList<GroupMember> Members, Completeness Completeness)
{
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

        return new GroupContent(members, read.Completeness!);
    }

    private const int ProgressStep = 500;
}
