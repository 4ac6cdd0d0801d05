namespace LdapVendorSync.Core.History.Purging;

/// <summary>What became of a purge.</summary>
public enum PurgeStatus
{
    /// <summary>The person was taken out; in a dry run, would be.</summary>
    Purged,

    /// <summary>The history does not know the person.</summary>
    NotFound,

    /// <summary>The text means several people. Nothing was changed.</summary>
    Ambiguous,

    /// <summary>It is not known yet whether a change of the person had its effect. Nothing was changed.</summary>
    ChangeIsOpen,

    /// <summary>Without its link to the person the sync would take access away that it leaves alone now. Nothing was changed.</summary>
    LinkIsNeeded,

    /// <summary>A run is under way. Nothing was changed.</summary>
    Locked,
}

/// <summary>What a purge found, removed and left.</summary>
public sealed record PurgeResult
{
    /// <summary>What became of it.</summary>
    public required PurgeStatus Status { get; init; }

    /// <summary>Whether nothing was to be changed.</summary>
    public bool DryRun { get; init; }

    /// <summary>The people who were meant: one, or several among whom to choose.</summary>
    public IReadOnlyList<KnownPerson> People { get; init; } = [];

    /// <summary>How many records of each kind told of the person.</summary>
    public IReadOnlyDictionary<string, int> Erased { get; init; } = new Dictionary<string, int>();

    /// <summary>Logs, reports and other files that name the person. They are left as they are.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What remains besides, and what follows, in sentences.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Why nothing was done; <see langword="null"/> where something was.</summary>
    public string? Refusal { get; init; }
}
