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

    /// <summary>With more failed changes than this a vendor is given up for the run.</summary>
    [Setting("With more failed changes than this a vendor is given up for the run.")]
    [Range(0, int.MaxValue)]
    public int MaxErrorsPerVendor { get; init; } = 5;
}
