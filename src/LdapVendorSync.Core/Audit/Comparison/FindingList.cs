namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>What was found so far, and what was not because of a doubt.</summary>
internal sealed class FindingList(ComparisonPair pair)
{
    private readonly List<SystemFinding> _findings = [];
    private readonly Dictionary<(FindingKind Kind, string Reason), int> _doubts = [];

    /// <summary>The doubts, in a fixed order.</summary>
    public IReadOnlyList<ComparisonDoubt> Doubts => [.. _doubts
        .Select(doubt => new ComparisonDoubt(doubt.Key.Kind, doubt.Value, doubt.Key.Reason))
        .OrderBy(doubt => doubt.Kind)
        .ThenBy(doubt => doubt.Reason, StringComparer.Ordinal)];

    /// <summary>How a side is called in sentences.</summary>
    public string NameOf(ComparedSide side) => pair.Basis == ComparisonBasis.TwoSystems
        ? $"'{pair.Of(side).Snapshot.System}'"
        : FormattableString.Invariant($"snapshot {pair.Of(side).Snapshot.Number}");

    /// <summary>Adds a finding.</summary>
    public void Add(SystemFinding finding) => _findings.Add(finding);

    /// <summary>Counts a finding that is not made, because something of a side may not have been read.</summary>
    /// <param name="kind">What it would have been.</param>
    /// <param name="side">The side that may not be whole.</param>
    /// <param name="part">What of it.</param>
    public void Doubt(FindingKind kind, ComparedSide side, SystemParts part) =>
        Doubt(kind, $"{Described(part)} of {NameOf(side)} may not be whole{Because(side)}.");

    /// <summary>Counts a finding that is not made, because a group of a side may not be whole.</summary>
    public void DoubtGroup(FindingKind kind, ComparedSide side, string group) =>
        Doubt(kind, $"Group '{group}' of {NameOf(side)}, or one within it, may not be whole{Because(side)}.");

    /// <summary>Counts a finding that is not made.</summary>
    public void Doubt(FindingKind kind, string reason)
    {
        var key = (kind, reason);
        _doubts[key] = _doubts.GetValueOrDefault(key) + 1;
    }

    /// <summary>
    /// Everything: the most severe first, then by kind, group and person; the same whatever the order of what was compared.
    /// </summary>
    public IReadOnlyList<SystemFinding> InOrder()
    {
        _findings.Sort(Compare);
        return _findings;
    }

    private static int Compare(SystemFinding one, SystemFinding other)
    {
        var order = other.Severity.CompareTo(one.Severity);
        order = order != 0 ? order : one.Kind.CompareTo(other.Kind);
        order = order != 0 ? order : string.CompareOrdinal(one.Group, other.Group);
        order = order != 0 ? order : string.CompareOrdinal(one.NestedGroup, other.NestedGroup);
        order = order != 0 ? order : string.CompareOrdinal(one.Person, other.Person);
        order = order != 0 ? order : string.CompareOrdinal(one.Attribute, other.Attribute);
        order = order != 0 ? order : string.CompareOrdinal(one.ReferencePersonId, other.ReferencePersonId);
        order = order != 0 ? order : string.CompareOrdinal(one.DifferencePersonId, other.DifferencePersonId);
        order = order != 0 ? order : string.CompareOrdinal(one.ReferenceGroupId, other.ReferenceGroupId);
        order = order != 0 ? order : string.CompareOrdinal(one.DifferenceGroupId, other.DifferenceGroupId);
        return order != 0 ? order : string.CompareOrdinal(one.Message, other.Message);
    }

    private static string Described(SystemParts part) => part switch
    {
        SystemParts.Users => "The list of people",
        SystemParts.Groups => "The list of groups",
        SystemParts.Nestings => "The list of groups within groups",
        _ => "What was read",
    };

    private string Because(ComparedSide side) =>
        pair.Of(side).Snapshot.Doubts is [var first, ..] ? $" ({first.TrimEnd('.')})" : string.Empty;
}
