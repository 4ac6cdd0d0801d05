using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>What is kept of runs that are over.</summary>
public sealed record HistorySettings
{
    /// <summary>How many days runs and their changes are kept.</summary>
    [Setting("How many days runs and their changes are kept; what a later run still needs is kept longer.")]
    [Range(1, 36_500)]
    public int RetentionDays { get; init; } = 400;

    /// <summary>How many runs are kept at most; <see langword="null"/> for no limit but that of days.</summary>
    [Setting("How many runs are kept at most; none for no limit but that of days.")]
    [Range(1, int.MaxValue)]
    public int? RetentionRuns { get; init; }
}
