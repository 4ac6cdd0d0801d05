using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Security;

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

    /// <summary>How many days the changes of runs are kept; <see langword="null"/> for as long as the runs.</summary>
    [Setting("How many days the single changes of runs are kept, the counts staying; none for as long as the runs.")]
    [Range(2, 36_500)]
    public int? ChangesRetentionDays { get; init; }

    /// <summary>How many days what runs read is kept; <see langword="null"/> for as long as the runs.</summary>
    [Setting("How many days it is kept who was in the groups on both sides; none for as long as the runs.")]
    [Range(1, 36_500)]
    public int? SnapshotsRetentionDays { get; init; }

    /// <summary>How many days the links of people who are gone are kept.</summary>
    [Setting("How many days the links of people are kept who are in no group any more.")]
    [Range(2, 36_500)]
    public int LinksRetentionDays { get; init; } = 400;

    /// <summary>How many days reads are kept for incremental reading.</summary>
    [Setting("How many days reads of a source are kept at most for incremental reading; full_read_every ends their use sooner.")]
    [Range(1, 36_500)]
    public int ReadsRetentionDays { get; init; } = 30;

    /// <summary>How many days snapshots of whole systems are kept.</summary>
    [Setting("How many days snapshots of whole systems are kept; the newest of each system, and its newest complete one, always are.")]
    [Range(1, 36_500)]
    public int SystemSnapshotsRetentionDays { get; init; } = 800;

    /// <summary>How many snapshots of each system are kept at most; <see langword="null"/> for no limit but that of days.</summary>
    [Setting("How many snapshots of each whole system are kept at most; none for no limit but that of days.")]
    [Range(1, int.MaxValue)]
    public int? SystemSnapshotsKeep { get; init; }

    /// <summary>How many days people are remembered who are gone from a system.</summary>
    [Setting("How many days after they were last seen people are remembered who are gone from a system of which snapshots are taken.")]
    [Range(1, 36_500)]
    public int LegacyPeopleRetentionDays { get; init; } = 800;

    /// <summary>How many days comparisons of whole systems are kept.</summary>
    [Setting("How many days comparisons of whole systems are kept, with their findings; the newest one always is.")]
    [Range(1, 36_500)]
    public int SystemComparisonsRetentionDays { get; init; } = 800;

    /// <summary>How many comparisons are kept at most; <see langword="null"/> for no limit but that of days.</summary>
    [Setting("How many comparisons of whole systems are kept at most; none for no limit but that of days.")]
    [Range(1, int.MaxValue)]
    public int? SystemComparisonsKeep { get; init; }

    /// <summary>How much of people's profiles is kept.</summary>
    [Setting("What is kept of people's profiles: full, changed (values of what changed) or none (ids and keys).")]
    public ProfileData ProfileData { get; init; } = ProfileData.Changed;

    /// <summary>The key that what identifies people is encrypted with; <see langword="null"/> for no encryption.</summary>
    [Setting("Encrypts what identifies people in the history (AES-256-GCM): 32 random bytes in base64 or hexadecimal.")]
    public Secret? EncryptionKey { get; init; }

    /// <summary>The key before, with which the next run reads a history that it then encrypts with the new key.</summary>
    [Setting("The key before: the next run opens the history with it and encrypts it with encryption_key, or decrypts it where there is none.")]
    public Secret? PreviousEncryptionKey { get; init; }
}
