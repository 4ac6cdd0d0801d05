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

    /// <summary>The most a source group may have shrunk since it was last read completely, in per cent of what it had.</summary>
    [Setting("The most a source group may have shrunk since the last run that held nothing, in per cent; counts from removal_floor people up.")]
    [Range(0, 100)]
    public double? MaxSourceShrinkPercent { get; init; } = 30;

    /// <summary>The most removals at one vendor.</summary>
    [Setting("The most removals at one vendor.")]
    [Range(0, int.MaxValue)]
    public int? MaxRemovalsPerVendor { get; init; } = 200;

    /// <summary>The most of a vendor's members that may be removed, in per cent of those in all groups of the run.</summary>
    [Setting("The most of a vendor's members that may be removed, in per cent over its groups in the run; counts from removal_floor removals up.")]
    [Range(0, 100)]
    public double? MaxRemovalPercentPerVendor { get; init; }

    /// <summary>The most removals at one vendor within 24 hours, this run included.</summary>
    [Setting("The most removals at one vendor within 24 hours, this run included; those of runs with removals allowed do not count.")]
    [Range(0, int.MaxValue)]
    public int? MaxRemovalsPerDay { get; init; } = 500;

    /// <summary>The same in per cent of the vendor's members.</summary>
    [Setting("The most of a vendor's members that may be removed within 24 hours, in per cent; counts from removal_floor removals up.")]
    [Range(0, 100)]
    public double? MaxRemovalPercentPerDay { get; init; }

    /// <summary>The most removals of a run.</summary>
    [Setting("The most removals of a run; top level only.")]
    [Range(0, int.MaxValue)]
    public int? MaxRemovalsPerRun { get; init; } = 500;

    /// <summary>The most of all members that may be removed by a run, in per cent.</summary>
    [Setting("The most of all members in the run that may be removed, in per cent; counts from removal_floor removals up; top level only.")]
    [Range(0, 100)]
    public double? MaxRemovalPercentPerRun { get; init; }
}
