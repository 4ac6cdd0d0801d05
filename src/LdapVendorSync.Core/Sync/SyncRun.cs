using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Sync;

/// <summary>One execution over some or all vendors: what was read, what was done, what was held.</summary>
public sealed record SyncRun
{
    /// <summary>The run's id: sortable by time, the same in log, journal and reports.</summary>
    public required string RunId { get; init; }

    /// <summary>When it began (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public required bool DryRun { get; init; }

    /// <summary>What became of it.</summary>
    public required SyncStatus Status { get; init; }

    /// <summary>The exit code; the worst of all that happened.</summary>
    public required SyncExitCode ExitCode { get; init; }

    /// <summary>What stopped the whole run; <see langword="null"/> where nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// Where a damaged history was moved, in the first real run after that; <see langword="null"/> where none was. Removals that depend on
    /// what it knew are held.
    /// </summary>
    public string? SetAsideHistory { get; init; }

    /// <summary>The vendors, in the order of the config.</summary>
    public IReadOnlyList<VendorRun> Vendors { get; init => field = value.ToIndexable(); } = [];

    /// <summary>Every change with its outcome.</summary>
    public IReadOnlyList<ChangeOutcome> Changes { get; init => field = value.ToIndexable(); } = [];

    /// <summary>What was made of the plan that the run was given; <see langword="null"/> where it was given none.</summary>
    public PlanUse? Plan { get; init; }

    /// <summary>What was made of the run that this one was to undo; <see langword="null"/> where it was to undo none.</summary>
    public UndoUse? Undo { get; init; }

    /// <summary>How long it took; nothing where the clock was set back meanwhile.</summary>
    public TimeSpan Duration => FinishedAt > StartedAt ? FinishedAt - StartedAt : TimeSpan.Zero;

    /// <summary>The counts over all vendors.</summary>
    public SyncTotals Totals => Vendors.Aggregate(SyncTotals.Zero, (sum, vendor) => sum + vendor.Totals);
}
