using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources;

/// <summary>Makes the reads of sources.</summary>
internal static class SourceRead
{
    /// <summary>A read of a group, in which nothing is asked for before it is enumerated.</summary>
    /// <param name="source">The source.</param>
    /// <param name="group">The group.</param>
    /// <param name="read">
    /// Yields the members and records what the read is worth. Its token is cancelled by <paramref name="cancellationToken"/> and by that of
    /// the enumeration.
    /// </param>
    /// <param name="cancellationToken">The token of whoever asked for the read.</param>
    public static GroupRead Of(
        ISource source,
        GroupReference group,
        Func<GroupReference, GroupReadRecorder, CancellationToken, IAsyncEnumerable<GroupMember>> read,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        return new GroupRead(
            ReadSide.Source, source.Name, group.Name, (recorder, cancellation) => read(group, recorder, cancellation), cancellationToken);
    }
}
