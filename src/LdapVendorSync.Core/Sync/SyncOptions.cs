using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Sync;

/// <summary>What is asked of one run, on top of the config.</summary>
public sealed record SyncOptions
{
    /// <summary>Only these vendors (by name, case-insensitive); all where empty.</summary>
    public IReadOnlyList<string> Vendors { get; init; } = [];

    /// <summary>Only mappings of these groups (source or vendor group, case-insensitive); all where empty.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Write nothing; <see langword="null"/> for what the config says.</summary>
    public bool? DryRun { get; init; }

    /// <summary>Lifts the removal limits for this run, and no other rule.</summary>
    public bool AllowRemovals { get; init; }

    /// <summary>Reads every group, also those that are known not to have changed.</summary>
    public bool FullRead { get; init; }

    /// <summary>
    /// The plan to apply: of the changes that the comparison yields only those are made that the plan has too;
    /// <see langword="null"/> to make all of them.
    /// </summary>
    public SyncPlan? Plan { get; init; }

    /// <summary>Applies nothing of a plan where any of its changes is refused, held or skipped.</summary>
    public bool Strict { get; init; }

    /// <summary>The run to undo, instead of comparing anything; <see langword="null"/> to sync.</summary>
    public UndoRequest? Undo { get; init; }

    /// <summary>Whether what the reads found is told apart by fingerprints.</summary>
    internal bool TakeFingerprints { get; init; }

    /// <summary>What started the run, for the lock and the history: the command line or cmdlet, without secrets.</summary>
    public string Command { get; init; } = "LdapVendorSync";
}
