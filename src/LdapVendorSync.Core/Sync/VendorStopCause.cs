namespace LdapVendorSync.Core.Sync;

/// <summary>Why a vendor was given up in the middle of a run.</summary>
public enum VendorStopCause
{
    /// <summary>More changes failed than <c>max_errors_per_vendor</c> allows.</summary>
    TooManyErrors,

    /// <summary>It refused the credentials, or the right to read.</summary>
    Authentication,

    /// <summary>It asked for a longer pause than <c>retry_after_cap_seconds</c>.</summary>
    RateLimited,

    /// <summary>It stopped answering, and did not answer again within <c>outage_wait_seconds</c>.</summary>
    Down,

    /// <summary>The journal could not be written, without which nothing is sent.</summary>
    JournalFailure,
}
