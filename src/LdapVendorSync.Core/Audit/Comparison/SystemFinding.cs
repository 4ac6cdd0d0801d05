namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>
/// One thing that a comparison found. The shape is flat and the same for every kind, so that findings can be filtered, exported and
/// analysed; what does not concern a kind is <see langword="null"/>.
/// </summary>
public sealed record SystemFinding
{
    /// <summary>What was found.</summary>
    public required FindingKind Kind { get; init; }

    /// <summary>How much it matters.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>On which side the person, group or department is that the finding is about; none where both have it.</summary>
    public ComparedSide? Side { get; init; }

    /// <summary>What the person is called: user name, else mail, else id; as the reference spells it where both know them.</summary>
    public string? Person { get; init; }

    /// <summary>The name to show of the person.</summary>
    public string? PersonName { get; init; }

    /// <summary>The person's id in the reference.</summary>
    public string? ReferencePersonId { get; init; }

    /// <summary>The person's id in the difference.</summary>
    public string? DifferencePersonId { get; init; }

    /// <summary>The group's name in the reference; of a union or difference of groups, as <c>a + b - c</c>.</summary>
    public string? ReferenceGroup { get; init; }

    /// <summary>The group's name in the difference.</summary>
    public string? DifferenceGroup { get; init; }

    /// <summary>The group's id in the reference; none for a union or difference of groups.</summary>
    public string? ReferenceGroupId { get; init; }

    /// <summary>The group's id in the difference.</summary>
    public string? DifferenceGroupId { get; init; }

    /// <summary>The name of the group that is, or was, within the group.</summary>
    public string? NestedGroup { get; init; }

    /// <summary>The attribute that differs; <c>department</c> for a department.</summary>
    public string? Attribute { get; init; }

    /// <summary>What the reference has; the earlier name of a group.</summary>
    public string? ReferenceValue { get; init; }

    /// <summary>What the difference has; the later name of a group.</summary>
    public string? DifferenceValue { get; init; }

    /// <summary>A sentence for an administrator.</summary>
    public required string Message { get; init; }

    /// <summary>The name by which people know the group: that of the difference, else that of the reference.</summary>
    public string? Group => DifferenceGroup ?? ReferenceGroup;
}
