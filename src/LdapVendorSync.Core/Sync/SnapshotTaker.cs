using System.Collections.Concurrent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Keeps what a run read, while the run goes on. That something is not kept is worth a warning, and never changes the run.
/// </summary>
/// <param name="snapshots">Where it is kept.</param>
/// <param name="runId">The run.</param>
/// <param name="logger">Hears what is not kept.</param>
internal sealed class SnapshotTaker(SnapshotStore snapshots, string runId, ILogger logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<GroupContent, Lazy<SnapshotTree>> _trees = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentBag<Task> _tasks = [];

    // To take one is work for a processor, which the run itself needs too.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();

    /// <summary>Begins to keep both sides of a mapping. What could not be read is left out.</summary>
    /// <param name="target">The vendor target.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="parts">The source group, part by part.</param>
    /// <param name="vendor">The vendor group.</param>
    /// <param name="readAt">When they were read.</param>
    public void Take(
        string target, SyncMapping mapping, IReadOnlyList<GroupContent> parts, GroupContent vendor, DateTimeOffset readAt)
    {
        var reference = mapping.Reference;
        for (var i = 0; i < parts.Count; i++)
        {
            var key = new SnapshotKey(runId, target, reference, ReadSide.Source, i, readAt, parts[i].Completeness.Status);
            Begin(key, parts[i], mapping.Parts[i].Source, NameOf(mapping.Parts[i]));
        }

        var vendorKey = new SnapshotKey(runId, target, reference, ReadSide.Vendor, 0, readAt, vendor.Completeness.Status);
        Begin(vendorKey, vendor, reference.Vendor, reference.VendorGroup);
    }

    /// <summary>Waits until everything is kept, or is known not to be.</summary>
    public Task CompleteAsync() => Task.WhenAll(_tasks);

    /// <summary>Gives up what is not kept yet: a run that shall end has no time for it.</summary>
    public void GiveUp() => _end.Cancel();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GiveUp();
        await CompleteAsync().ConfigureAwait(false);
        _turn.Dispose();
        _end.Dispose();
    }

    private static string NameOf(MappingSettings part) => part.Except.Count == 0
        ? part.SourceGroup
        : $"{part.SourceGroup} (except {string.Join(", ", part.Except.Select(except => except.Group))})";

    private void Begin(SnapshotKey key, GroupContent content, string system, string group)
    {
        if (key.Completeness != CompletenessStatus.Failed)
            _tasks.Add(Task.Run(() => KeepAsync(key, content, system, group)));
    }

    private async Task KeepAsync(SnapshotKey key, GroupContent content, string system, string group)
    {
        try
        {
            // What refers to the content is written out of turn: those of several mappings are committed together.
            var tree = await KeepContentAsync(content, system, group).ConfigureAwait(false);
            await snapshots.SaveAsync(key, tree, _end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            logger.LogDebug("{Vendor}/{Group}: what was read is not kept", key.Mapping.Vendor, key.Mapping.VendorGroup);
        }
#pragma warning disable CA1031 // Whatever goes wrong here, the run goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogWarning(
                "{Vendor}/{Group}: what was read of '{ReadGroup}' is not kept in the history: {Reason}",
                key.Mapping.Vendor,
                key.Mapping.VendorGroup,
                group,
                error.Message);
        }
    }

    private async Task<SnapshotTree> KeepContentAsync(GroupContent content, string system, string group)
    {
        await _turn.WaitAsync(_end.Token).ConfigureAwait(false);
        try
        {
            // Several mappings may follow one source group.
            var tree = _trees.GetOrAdd(content, _ => new Lazy<SnapshotTree>(
                () => SnapshotTree.Create(content.Members, Describe(content, system, group)))).Value;
            await snapshots.SaveContentAsync(tree, _end.Token).ConfigureAwait(false);
            return tree;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static SnapshotDetails Describe(GroupContent content, string system, string group) => new()
    {
        System = system,
        Group = group,
        GroupId = content.Read?.GroupId,
        GroupDistinguishedName = content.Read?.GroupDistinguishedName,
        FilteredOut = content.Read?.FilteredOut ?? 0,
        NonPeople = content.NonPeople,
        Doubtful = content.Doubtful,
        Groups = content.Read?.Groups ?? [],
        Reasons = content.Completeness.Reasons,
    };
}
