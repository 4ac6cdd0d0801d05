using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>Which changes of a run are to be undone, and under which mappings of today's configuration.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Vendors">The vendors and mappings that the changes belong to.</param>
/// <param name="Changes">The mapping of each change, by its id in the journal.</param>
/// <param name="Outside">What cannot be undone because the configuration does not lead to its vendor any more.</param>
internal sealed record UndoScope(
    UndoRequest Request,
    IReadOnlyList<SelectedVendor> Vendors,
    IReadOnlyDictionary<long, MappingReference> Changes,
    IReadOnlyList<ChangeOutcome> Outside)
{
    /// <summary>The run that is to be undone.</summary>
    public string RunId => Request.RunId;

    /// <summary>Whether what the journal has of the run is not what was read of it before the locks were held.</summary>
    public async Task<bool> IsOutdatedAsync(ChangeJournal journal, CancellationToken cancellationToken)
    {
        var now = await journal.GetChangesAsync(RunId, cancellationToken).ConfigureAwait(false);
        return now.Count != Request.Undone.Changes.Count;
    }

    /// <summary>The changes by mapping, the last one first; with the outcomes that were found out meanwhile.</summary>
    public async Task<ILookup<MappingReference, JournalEntry>> ReadAsync(ChangeJournal journal, CancellationToken cancellationToken)
    {
        var changes = await journal.GetChangesAsync(RunId, cancellationToken).ConfigureAwait(false);
        return changes
            .Where(change => Changes.ContainsKey(change.Id) && MayHaveHappened(change))
            .OrderByDescending(change => change.Id)
            .ToLookup(change => Changes[change.Id]);
    }

    /// <summary>Records for each change that the run did not come to why not.</summary>
    /// <param name="runs">The mappings of the run.</param>
    /// <returns>What is not undone of vendors that are not part of the run.</returns>
    public IReadOnlyList<ChangeOutcome> Conclude(IEnumerable<MappingRun> runs)
    {
        var unread = runs.Where(run => run.Plan is null).ToDictionary(run => run.Mapping.Reference);
        foreach (var change in Request.Undone.Changes)
        {
            if (!Changes.TryGetValue(change.Id, out var mapping) || !unread.TryGetValue(mapping, out var run))
                continue;
            var inverse = InverseChange.Of(change, mapping, UndoVerdict.NotUndone);
            run.Record(new ChangeOutcome(inverse, ChangeResult.Refused, $"Not possible: {run.Error ?? "the run ended before its turn."}"));
        }

        return Outside;
    }

    /// <summary>What became of the undo.</summary>
    /// <param name="outcomes">The outcomes of the run.</param>
    public UndoUse Describe(IReadOnlyList<ChangeOutcome> outcomes)
    {
        var results = outcomes.CountBy(outcome => outcome.Result).ToDictionary();
        var verdicts = outcomes.Select(outcome => outcome.Change).OfType<InverseChange>().CountBy(change => change.Verdict).ToDictionary();
        return new UndoUse(RunId, Request.Undone.Run.Start.StartedAt, Request.Undone.Run.Start.Command, outcomes.Count)
        {
            Undone = results.GetValueOrDefault(ChangeResult.Applied) + results.GetValueOrDefault(ChangeResult.Planned),
            Held = results.GetValueOrDefault(ChangeResult.Blocked),
            Failed = results.GetValueOrDefault(ChangeResult.Failed) + results.GetValueOrDefault(ChangeResult.Skipped),
            NothingToDo = verdicts.GetValueOrDefault(UndoVerdict.NothingToDo),
            Stays = verdicts.GetValueOrDefault(UndoVerdict.Stays),
            NotUndone = verdicts.GetValueOrDefault(UndoVerdict.NotUndone),
        };
    }

    /// <summary>Whether a change may have had an effect: it succeeded, or nobody knows.</summary>
    public static bool MayHaveHappened(JournalEntry change) => change.Result is null or JournalResult.Succeeded or JournalResult.Unknown;
}
