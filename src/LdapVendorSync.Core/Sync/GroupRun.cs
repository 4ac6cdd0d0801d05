using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Plans;

namespace LdapVendorSync.Core.Sync;

/// <summary>What one run did for one mapping.</summary>
public sealed record GroupRun
{
    /// <summary>The mapping.</summary>
    public required MappingReference Mapping { get; init; }

    /// <summary>How many members the source group has; <see langword="null"/> where it was not read.</summary>
    public int? SourceMembers { get; init; }

    /// <summary>How many members the vendor group had before; <see langword="null"/> where it was not read.</summary>
    public int? VendorMembers { get; init; }

    /// <summary>The worse of the two reads.</summary>
    public CompletenessStatus Completeness { get; init; }

    /// <summary>What keeps the reads from being complete, and what was noticed while comparing.</summary>
    public IReadOnlyList<string> Reasons { get; init => field = value.ToIndexable(); } = [];

    /// <summary>Why the mapping failed as a whole; <see langword="null"/> where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The counts.</summary>
    public SyncTotals Totals { get; init; } = SyncTotals.Zero;

    /// <summary>How many people were left alone because it is not certain who they are.</summary>
    public int Unrecognised { get; init; }

    /// <summary>Whether that is most of the group: then not the people are odd, but what recognises them cannot be read.</summary>
    public bool IsMostlyUnrecognised => Unrecognised > 1 && Unrecognised > Math.Max(SourceMembers ?? 0, VendorMembers ?? 0) / 2;

    /// <summary>The guards that held removals or additions, each in a sentence: rule, threshold, value, the first people concerned.</summary>
    public IReadOnlyList<string> BlockedBy { get; init => field = value.ToIndexable(); } = [];

    /// <summary>Whether a guard held changes because of what was read: then the read is no measure for the next one.</summary>
    public bool DoubtsSource { get; init; }

    /// <summary>What the reads found; <see langword="null"/> where that was not asked for, or nothing was read.</summary>
    public ReadFingerprints? Fingerprints { get; init; }

    /// <summary>From the first request to the last of this mapping.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>
    /// How many of the changes that are held give access, because a group that the mapping leaves out cannot be believed.
    /// </summary>
    public int HeldAdditions { get; init; }
}
