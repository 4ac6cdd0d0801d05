namespace LdapVendorSync.Core.Audit;

/// <summary>What reading a whole system gave.</summary>
public sealed record SystemReading
{
    /// <summary>When reading began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When reading ended.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>What was read.</summary>
    public required SystemContent Content { get; init; }

    /// <summary>Why something may be missing, in sentences.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>The parts that the doubts are about.</summary>
    public SystemParts DoubtfulParts { get; init; }

    /// <summary>
    /// References to people whom a filter of the settings leaves out, perhaps only because an attribute of theirs may not be read. Whoever
    /// of them was there before is not gone.
    /// </summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];
}
