namespace LdapVendorSync.Core.Sync;

/// <summary>What one run did for one vendor.</summary>
/// <param name="Name">The vendor's name.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Error">Why it was stopped or could not start; <see langword="null"/> where it was not.</param>
/// <param name="Groups">Its mappings, in the order of the config.</param>
public sealed record VendorRun(string Name, SyncStatus Status, string? Error, IReadOnlyList<GroupRun> Groups)
{
    /// <summary>
    /// What kind of reason it was given up for; <see langword="null"/> where it was not, and for a run that is read from the history.
    /// </summary>
    public VendorStopCause? StopCause { get; init; }

    /// <summary>Whether it was not used at all, as it cannot do what is configured.</summary>
    public bool IsMisconfigured { get; init; }

    /// <summary>The counts over all mappings.</summary>
    public SyncTotals Totals => Groups.Aggregate(SyncTotals.Zero, (sum, group) => sum + group.Totals);
}
