using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>
/// Compares two systems, or one system at two times. Nothing is read and nothing decided; the result does not depend on the order of people
/// and groups.
/// </summary>
/// <remarks>
/// A fact is told once: the memberships of a person whom a side does not have, and those of a group without counterpart, are no findings
/// of their own. What may only not have been read is a doubt and no finding.
/// </remarks>
public static class SystemComparer
{
    /// <summary>Compares.</summary>
    /// <param name="reference">What should be, or was.</param>
    /// <param name="difference">What is.</param>
    /// <param name="options">How.</param>
    /// <param name="comparedAt">When the comparison is made.</param>
    public static SystemComparison Compare(
        ComparedSystem reference, ComparedSystem difference, SystemComparisonOptions options, DateTimeOffset comparedAt)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(difference);
        ArgumentNullException.ThrowIfNull(options);
        var pair = new ComparisonPair(reference, difference, options);
        var findings = new FindingList(pair);
        var wanted = AttributesOf(pair.Basis, options);
        var compared = wanted.Where(attribute => pair.Reference.Carries(attribute) && pair.Difference.Carries(attribute)).ToList();

        new UserFindings(pair, new ComparisonOptions { Attributes = compared, ClearMissing = true }, findings).Find();
        new GroupFindings(pair, findings).Find();
        new MembershipFindings(pair, findings).Find();
        new NestingFindings(pair, findings).Find();
        new GroupStateFindings(pair, findings).Find();
        new DepartmentFindings(pair, findings).Find();

        var found = findings.InOrder();
        return new SystemComparison
        {
            ComparedAt = comparedAt,
            Basis = pair.Basis,
            Reference = reference.Snapshot,
            Difference = difference.Snapshot,
            Memberships = pair.Memberships,
            PeopleCompared = pair.People.Count,
            GroupsCompared = pair.Groups.Pairs.Count,
            Attributes = compared,
            AttributesLeftOut = [.. wanted.Except(compared)],
            Doubts = findings.Doubts,
            Findings = found,
            Counts = FindingCounts.Of(found),
        };
    }

    // One attribute has several names, and whether an account may be used is compared in any case, as a finding of its own.
    private static List<string> AttributesOf(ComparisonBasis basis, SystemComparisonOptions options)
    {
        var asked = options.Attributes ?? (basis == ComparisonBasis.TwoTimes
            ? SystemComparisonOptions.AttributesOfTwoTimes
            : SystemComparisonOptions.AttributesOfTwoSystems);
        return [.. asked.Select(AttributeNames.Canonical)
            .Where(name => name != AttributeNames.Enabled)
            .Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
