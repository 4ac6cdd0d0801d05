using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

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

    /// <summary>Which mapping owns which vendor group.</summary>
    public GroupOwnership Ownership { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider => Session.Environment.TimeProvider;
}
