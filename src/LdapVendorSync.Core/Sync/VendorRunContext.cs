using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Sync;

/// <summary>What the vendors of a run share.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="DryRun">Whether nothing is written.</param>
/// <param name="Session">Opens sources and vendors.</param>
/// <param name="History">Journal and links.</param>
/// <param name="Sources">The groups that were read from the sources.</param>
/// <param name="Progress">Hears where the run stands.</param>
internal sealed record VendorRunContext(
    string RunId, bool DryRun, SyncSession Session, HistoryDatabase History, SourceReads Sources, IProgress<SyncProgress>? Progress)
{
    /// <summary>
    /// The changes to make, where they were handed in; <see langword="null"/> where both sides are to be read and compared.
    /// </summary>
    public IReadOnlyList<MembershipChange>? GivenChanges { get; init; }

    /// <summary>What is undone; <see langword="null"/> where nothing is.</summary>
    public UndoScope? Undo { get; init; }

    /// <summary>The plan that is applied; <see langword="null"/> where none is.</summary>
    public PlanApproval? Approval { get; init; }

    /// <summary>Whether the run only finds out what of the plan would be refused.</summary>
    public bool IsRehearsal { get; init; }

    /// <summary>
    /// Stands for everything in the configuration that decides what is changed; <see langword="null"/> where that makes no difference.
    /// </summary>
    public string? ConfigurationHash { get; init; }

    /// <summary>Whether limits are lifted for the run.</summary>
    public bool AllowRemovals { get; init; }

    /// <summary>Whether what the reads found is told apart by fingerprints.</summary>
    public bool TakesFingerprints { get; init; }

    /// <summary>Keeps what is read; <see langword="null"/> where nothing is written.</summary>
    public SnapshotTaker? Snapshots { get; init; }

    /// <summary>Where a damaged history was moved that no run has told of yet; <see langword="null"/> where none was.</summary>
    public string? LostHistory { get; init; }

    /// <summary>Which mapping owns which vendor group.</summary>
    public GroupOwnership Ownership { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider => Session.Environment.TimeProvider;
}
