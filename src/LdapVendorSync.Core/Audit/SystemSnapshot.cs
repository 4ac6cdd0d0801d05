namespace LdapVendorSync.Core.Audit;

/// <summary>A whole system at one time, as it is kept: never changed, only removed when its time is over.</summary>
public sealed record SystemSnapshot
{
    /// <summary>Its number, from 1 on; numbers are not used again.</summary>
    public required int Number { get; init; }

    /// <summary>The name of the source or vendor.</summary>
    public required string System { get; init; }

    /// <summary>Whether the system is a source or a vendor.</summary>
    public required SystemSide Side { get; init; }

    /// <summary>The kind of source (<c>entra</c>) or the provider (<c>odoo</c>).</summary>
    public required string Kind { get; init; }

    /// <summary>Where a vendor's accounts are, as links and the journal name it; <see langword="null"/> for a source.</summary>
    public string? Target { get; init; }

    /// <summary>When reading began. What changed later may be in it or not.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When reading ended.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Why something may be missing; none where everything was read to its proved end.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>The parts that <see cref="Doubts"/> are about. What is missing there must not be taken for gone.</summary>
    public SystemParts DoubtfulParts { get; init; }

    /// <summary>Whether everything was read to its proved end.</summary>
    public bool IsComplete => Doubts.Count == 0;

    /// <summary>How many people it holds.</summary>
    public int Users { get; init; }

    /// <summary>How many groups it holds.</summary>
    public int Groups { get; init; }

    /// <summary>How many memberships of people in groups it holds.</summary>
    public int Memberships { get; init; }

    /// <summary>How many groups within groups it holds.</summary>
    public int Nestings { get; init; }

    /// <summary>Whether parts were read to their proved end, so that what is not in them is not there.</summary>
    public bool Proves(SystemParts parts) => (DoubtfulParts & parts) == SystemParts.None;
}

/// <summary>On which side of the sync a system stands.</summary>
public enum SystemSide
{
    /// <summary>A directory that is right.</summary>
    Source,

    /// <summary>An application that follows.</summary>
    Vendor,
}
