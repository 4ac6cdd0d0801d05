using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>Retries, and when a vendor is given up.</summary>
public sealed record ErrorHandlingSettings
{
    /// <summary>How often a failed connection or request is tried again.</summary>
    [Setting("How often a failed connection or request is tried again.")]
    [Range(0, 100)]
    public int MaxRetries { get; init; } = 3;

    /// <summary>The first wait before a retry, in seconds.</summary>
    [Setting("The first wait before a retry, in seconds.")]
    [Range(0, 3600)]
    public double RetryWaitSeconds { get; init; } = 5;

    /// <summary>How the wait grows.</summary>
    [Setting("How the wait grows: it doubles with jitter, or stays the same.")]
    public RetryBackoff Backoff { get; init; } = RetryBackoff.Exponential;

    /// <summary>The longest wait that doubling leads to, in seconds.</summary>
    [Setting("The longest wait that doubling leads to, in seconds.")]
    [Range(0, 3600)]
    public double MaxRetryWaitSeconds { get; init; } = 60;

    /// <summary>The longest wait that a server's <c>Retry-After</c> may ask for, in seconds.</summary>
    [Setting("The longest wait that a server's Retry-After may ask for, in seconds.")]
    [Range(0, 86_400)]
    public double RetryAfterCapSeconds { get; init; } = 120;

    /// <summary>How many retries a vendor may cost a run; <see langword="null"/> for no limit.</summary>
    [Setting(
        "The most retries that a vendor may cost a run: a count, a share of its requests (ten are always free), or both: "
        + "100, 50%, 100|50%. What a server asks for by Retry-After is not counted.")]
    public CountOrShare? RetryBudget { get; init; } = new CountOrShare(null, 50);

    /// <summary>How long a run waits for a vendor that stopped answering, in seconds and altogether.</summary>
    [Setting(
        "How long a run waits, altogether, for a vendor that stopped answering in its course, in seconds; "
        + "then it is given up for the run.")]
    [Range(0, 86_400)]
    public double OutageWaitSeconds { get; init; } = 120;

    /// <summary>With more failed changes than this a vendor is given up for the run; <see langword="null"/> for no limit.</summary>
    [Setting(
        "With more failed changes than this a vendor is given up for the run: a count, a share of the changes tried so far, or both: "
        + "10, 5%, 10|5%.")]
    public CountOrShare? MaxErrorsPerVendor { get; init; } = new CountOrShare(5);

    /// <summary>From how many changes tried up a share in <see cref="MaxErrorsPerVendor"/> counts.</summary>
    [Setting("From how many changes tried up a share in max_errors_per_vendor counts, so that one of one is not 100 %.")]
    [Range(1, int.MaxValue)]
    public int ErrorFloor { get; init; } = 20;
}
