using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>The limits on removals. <see langword="null"/> (or <c>none</c> in the file) is no limit.</summary>
public sealed record GuardSettings
{
    /// <summary>The most of a mapping's vendor members that may be removed, in per cent.</summary>
    [Setting("The most of a mapping's vendor members that may be removed, in per cent; counts from removal_floor removals up.")]
    [Range(0, 100)]
    public double? MaxRemovalPercent { get; init; } = 20;

    /// <summary>From how many removals up <see cref="MaxRemovalPercent"/> counts.</summary>
    [Setting("From how many removals up max_removal_percent counts.")]
    [Range(0, int.MaxValue)]
    public int RemovalFloor { get; init; } = 5;

    /// <summary>The most removals of one mapping.</summary>
    [Setting("The most removals of one mapping; none for no limit of its own.")]
    [Range(0, int.MaxValue)]
    public int? MaxRemovalsPerMapping { get; init; }

    /// <summary>The most removals at one vendor.</summary>
    [Setting("The most removals at one vendor.")]
    [Range(0, int.MaxValue)]
    public int? MaxRemovalsPerVendor { get; init; } = 200;

    /// <summary>The most removals of a run.</summary>
    [Setting("The most removals of a run; top level only.")]
    [Range(0, int.MaxValue)]
    public int? MaxRemovalsPerRun { get; init; } = 500;
}
