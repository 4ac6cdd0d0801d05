namespace LdapVendorSync.Core.Sync;

/// <summary>What became of a run or of one vendor in it.</summary>
public enum SyncStatus
{
    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Done but for some people or groups.</summary>
    CompletedWithFailures,

    /// <summary>Done but for removals that a guard held.</summary>
    Blocked,

    /// <summary>Not done.</summary>
    Failed,

    /// <summary>Stopped by the user or the system.</summary>
    Cancelled,
}
