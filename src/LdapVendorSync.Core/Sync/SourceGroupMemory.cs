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
/// <param name="configuration">Says which mappings share a source group.</param>
internal sealed class SourceGroupMemory(
    HistoryDatabase history, string runId, TimeProvider timeProvider, SyncConfiguration configuration)
{
    /// <summary>The source group of a mapping, with what is remembered of it.</summary>
    public async Task<GroupReference> RecallAsync(MappingSettings mapping, CancellationToken cancellationToken)
    {
        var record = await history.SourceGroups.FindAsync(mapping.Source, KeyOf(mapping), cancellationToken).ConfigureAwait(false);
        var now = await history.Runs.ConfirmTimeAsync(runId, timeProvider.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return new GroupReference(mapping.SourceGroup, mapping.Recurse)
        {
            KnownNested = mapping.Recurse
                ? await history.NestedGroups.FindAsync(mapping.Source, KeyOf(mapping), cancellationToken).ConfigureAwait(false)
                : [],
            NestedMayBeEmpty = mapping.AllowEmptySource && OthersOf(mapping).All(other => other.AllowEmptySource),
            Known = record is null
                ? null
                : new KnownGroup(record.Id, record.DistinguishedName)
                {
                    Successor = record.Successor is { } successor && IsOver(successor, mapping.DanglingGrace, now) ? successor.Id : null,
                },
        };
    }

    /// <summary>Notes which group was read, and what is nested in it.</summary>
    public async Task NoteAsync(MappingSettings mapping, GroupRead read, CancellationToken cancellationToken)
    {
        await NoteNestedAsync(mapping, read, cancellationToken).ConfigureAwait(false);
        if (read.Completeness is not { Status: not CompletenessStatus.Failed } completeness || StableIdOf(read) is not { } id)
            return;
        var now = timeProvider.GetUtcNow();
        if (completeness.Reasons.All(reason => reason.Kind != ReadReasonKind.GroupReplaced))
        {
            await history.SourceGroups
                .RememberAsync(runId, mapping.Source, KeyOf(mapping), id, read.GroupDistinguishedName, now, cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        var isOtherwiseComplete = completeness.Reasons
            .All(reason => reason.Kind == ReadReasonKind.GroupReplaced || reason.Scope != HoldScope.Mapping);
        await history.SourceGroups
            .NoteSuccessorAsync(runId, mapping.Source, KeyOf(mapping), id, isOtherwiseComplete, now, cancellationToken)
            .ConfigureAwait(false);
    }

    // What was not read now says nothing new. Where a branch is in doubt, or nobody came at all, everything that was known stays.
    private Task NoteNestedAsync(MappingSettings mapping, GroupRead read, CancellationToken cancellationToken)
    {
        if (!mapping.Recurse || read is not { UnchangedSince: null, Completeness: { Status: not CompletenessStatus.Failed } completeness })
            return Task.CompletedTask;
        var readEveryBranch = !completeness.HoldsMapping && read.MemberCount > 0;
        return history.NestedGroups.RememberAsync(
            runId, mapping.Source, KeyOf(mapping), [.. read.Groups.Skip(1)], readEveryBranch, cancellationToken);
    }

    // One read serves all of them, so that what one allows must not take people from another's group.
    private IEnumerable<MappingSettings> OthersOf(MappingSettings mapping) => configuration.Vendors
        .SelectMany(vendor => vendor.Groups)
        .SelectMany(other => other.GroupsToRead())
        .Where(other => other.Source.Equals(mapping.Source, StringComparison.OrdinalIgnoreCase))
        .Where(other => KeyOf(other) == KeyOf(mapping));

    // In a directory a name means the same group in any case; elsewhere it may mean another one.
    private string KeyOf(MappingSettings mapping) =>
        configuration.Sources.Any(source =>
            source is DirectorySourceSettings && source.Name.Equals(mapping.Source, StringComparison.OrdinalIgnoreCase))
            ? mapping.SourceGroup.ToUpperInvariant()
            : mapping.SourceGroup;

    // Where a directory keeps no id, or does not show it, the DN stands in for it: that finds no group again.
    private static string? StableIdOf(GroupRead read) =>
        DistinguishedName.TryParse(read.GroupDistinguishedName, out var dn) && dn.Normalized == read.GroupId ? null : read.GroupId;

    private static bool IsOver(SourceGroupSuccessor successor, Grace grace, DateTimeOffset now) =>
        successor.CompleteRuns >= grace.Runs || now - successor.FirstSeenAt >= grace.Time;
}
