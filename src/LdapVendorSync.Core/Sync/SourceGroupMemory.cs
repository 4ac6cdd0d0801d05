using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sync;

/// <summary>Knows from run to run which group the name of a source group means.</summary>
/// <param name="history">Keeps it.</param>
/// <param name="runId">The run.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class SourceGroupMemory(HistoryDatabase history, string runId, TimeProvider timeProvider)
{
    /// <summary>The source group of a mapping, with what is remembered of it.</summary>
    public async Task<GroupReference> RecallAsync(MappingSettings mapping, CancellationToken cancellationToken)
    {
        var record = await history.SourceGroups.FindAsync(mapping.Source, mapping.SourceGroup, cancellationToken).ConfigureAwait(false);
        return new GroupReference(mapping.SourceGroup, mapping.Recurse)
        {
            Known = record is null
                ? null
                : new KnownGroup(record.Id, record.DistinguishedName)
                {
                    Successor = record.Successor is { } successor && IsOver(successor, mapping.DanglingGrace) ? successor.Id : null,
                },
        };
    }

    /// <summary>Notes which group was read.</summary>
    public async Task NoteAsync(MappingSettings mapping, GroupRead read, CancellationToken cancellationToken)
    {
        if (read.Completeness is not { Status: not CompletenessStatus.Failed } completeness || StableIdOf(read) is not { } id)
            return;
        var now = timeProvider.GetUtcNow();
        if (completeness.Reasons.All(reason => reason.Kind != ReadReasonKind.GroupReplaced))
        {
            await history.SourceGroups
                .RememberAsync(runId, mapping.Source, mapping.SourceGroup, id, read.GroupDistinguishedName, now, cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        var isOtherwiseComplete = completeness.Reasons
            .All(reason => reason.Kind == ReadReasonKind.GroupReplaced || reason.Scope != HoldScope.Mapping);
        await history.SourceGroups
            .NoteSuccessorAsync(runId, mapping.Source, mapping.SourceGroup, id, isOtherwiseComplete, now, cancellationToken)
            .ConfigureAwait(false);
    }

    // Where a directory keeps no id, or does not show it, the DN stands in for it: that finds no group again.
    private static string? StableIdOf(GroupRead read) =>
        DistinguishedName.TryParse(read.GroupDistinguishedName, out var dn) && dn.Normalized == read.GroupId ? null : read.GroupId;

    private bool IsOver(SourceGroupSuccessor successor, Grace grace) =>
        successor.CompleteRuns >= grace.Runs || timeProvider.GetUtcNow() - successor.FirstSeenAt >= grace.Time;
}
