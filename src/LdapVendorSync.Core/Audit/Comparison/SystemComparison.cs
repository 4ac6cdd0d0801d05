namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>What a comparison of two systems, or of one system at two times, found.</summary>
public sealed record SystemComparison
{
    /// <summary>Its number in the history, from 1 on; <see langword="null"/> where it is not stored.</summary>
    public int? Number { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset ComparedAt { get; init; }

    /// <summary>What was compared.</summary>
    public required ComparisonBasis Basis { get; init; }

    /// <summary>What should be, or was.</summary>
    public required SystemSnapshot Reference { get; init; }

    /// <summary>What is.</summary>
    public required SystemSnapshot Difference { get; init; }

    /// <summary>Who counted as a member.</summary>
    public required MembershipScope Memberships { get; init; }

    /// <summary>How many people both sides have.</summary>
    public required int PeopleCompared { get; init; }

    /// <summary>How many groups both sides have.</summary>
    public required int GroupsCompared { get; init; }

    /// <summary>The attributes that were compared.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>The attributes that were not compared, since one of the sides gives them for nobody.</summary>
    public IReadOnlyList<string> AttributesLeftOut { get; init; } = [];

    /// <summary>What was not found because it may only not have been read.</summary>
    public IReadOnlyList<ComparisonDoubt> Doubts { get; init; } = [];

    /// <summary>
    /// Everything that was found: the most severe first, then by kind, group and person. Empty where a filter left nothing.
    /// </summary>
    public required IReadOnlyList<SystemFinding> Findings { get; init; }

    /// <summary>
    /// How many findings there are of each kind and severity; also of those that a filter leaves out of <see cref="Findings"/>.
    /// </summary>
    public required IReadOnlyList<FindingCount> Counts { get; init; }

    /// <summary>How many findings there are.</summary>
    public int Total => Counts.Sum(count => count.Count);

    /// <summary>How many findings of a kind there are.</summary>
    public int CountOf(FindingKind kind) => Counts.Where(count => count.Kind == kind).Sum(count => count.Count);

    /// <summary>How many findings of a severity there are.</summary>
    public int CountOf(FindingSeverity severity) => Counts.Where(count => count.Severity == severity).Sum(count => count.Count);
}

/// <summary>How many findings there are.</summary>
/// <param name="Kind">Of what kind.</param>
/// <param name="Severity">Of what severity.</param>
/// <param name="Count">How many.</param>
public sealed record FindingCount(FindingKind Kind, FindingSeverity Severity, int Count);
