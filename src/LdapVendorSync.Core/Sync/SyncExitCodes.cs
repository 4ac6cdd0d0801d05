namespace LdapVendorSync.Core.Sync;

/// <summary>The order of the exit codes: of several, the worst one is given.</summary>
public static class SyncExitCodes
{
    // From the worst to the best; a code not listed is as good as done.
    private static readonly SyncExitCode[] WorstFirst =
    [
        SyncExitCode.Cancelled,
        SyncExitCode.ConfigurationInvalid,
        SyncExitCode.Locked,
        SyncExitCode.Unexpected,
        SyncExitCode.NoSourceReadable,
        SyncExitCode.PlanRefused,
        SyncExitCode.FinishedWithFailures,
        SyncExitCode.RemovalsHeld,
        SyncExitCode.ChangesPending,
        SyncExitCode.Done,
    ];

    /// <summary>The worst of some codes; <see cref="SyncExitCode.Done"/> of none.</summary>
    public static SyncExitCode Worst(IEnumerable<SyncExitCode> codes)
    {
        var seen = codes.ToHashSet();
        return Array.Find(WorstFirst, seen.Contains);
    }

    /// <summary>The status of a run that ends with a code.</summary>
    public static SyncStatus StatusOf(SyncExitCode code) => code switch
    {
        SyncExitCode.Done or SyncExitCode.ChangesPending => SyncStatus.Succeeded,
        SyncExitCode.RemovalsHeld => SyncStatus.Blocked,
        SyncExitCode.FinishedWithFailures => SyncStatus.CompletedWithFailures,
        SyncExitCode.Cancelled => SyncStatus.Cancelled,
        _ => SyncStatus.Failed,
    };
}
