namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>
/// Finds groups that are within another one on one side only. Both groups must have a counterpart: what is told of as a new group is not
/// told twice.
/// </summary>
internal sealed class NestingFindings(ComparisonPair pair, FindingList findings)
{
    private readonly string _reference = findings.NameOf(ComparedSide.Reference);
    private readonly string _difference = findings.NameOf(ComparedSide.Difference);

    // By the number of the group of the difference. A union of groups has no nesting of its own.
    private readonly Dictionary<int, int> _counterpartOf = pair.Groups.Pairs
        .Where(paired => paired.Only is not null)
        .ToDictionary(paired => paired.Difference, paired => paired.Only!.Value);

    // By the number of the group of the reference, which may have several counterparts.
    private readonly ILookup<int, int> _groupsOf = pair.Groups.Pairs
        .Where(paired => paired.Only is not null)
        .ToLookup(paired => paired.Only!.Value, paired => paired.Difference);

    /// <summary>Finds.</summary>
    public void Find()
    {
        // Of two systems, one may not nest groups at all, or be read flat.
        if (pair.Basis == ComparisonBasis.TwoSystems && !(pair.Reference.HasNestings && pair.Difference.HasNestings))
            return;
        var before = new HashSet<(int Group, int Nested)>();
        foreach (var (group, counterpart) in _counterpartOf)
            AddNestings(group, counterpart, before);
        foreach (var group in _counterpartOf.Keys)
            FindAdded(group, before);
        foreach (var (group, nested) in before)
            FindRemoved(group, nested);
    }

    private void AddNestings(int group, int counterpart, HashSet<(int Group, int Nested)> nestings)
    {
        foreach (var nested in pair.Reference.NestedIn(counterpart).SelectMany(nested => _groupsOf[nested]))
            nestings.Add((group, nested));
    }

    private void FindAdded(int group, HashSet<(int Group, int Nested)> before)
    {
        foreach (var nested in pair.Difference.NestedIn(group))
        {
            if (before.Remove((group, nested)) || !_counterpartOf.ContainsKey(nested))
                continue;
            if (pair.Reference.Snapshot.Proves(SystemParts.Nestings))
                findings.Add(About(group, nested, FindingKind.NestingAdded));
            else
                findings.Doubt(FindingKind.NestingAdded, ComparedSide.Reference, SystemParts.Nestings);
        }
    }

    private void FindRemoved(int group, int nested)
    {
        if (pair.Difference.Snapshot.Proves(SystemParts.Nestings))
            findings.Add(About(group, nested, FindingKind.NestingRemoved));
        else
            findings.Doubt(FindingKind.NestingRemoved, ComparedSide.Difference, SystemParts.Nestings);
    }

    private SystemFinding About(int group, int nested, FindingKind kind)
    {
        var before = pair.Reference.Groups[_counterpartOf[group]];
        var after = pair.Difference.Groups[group];
        var inner = pair.Difference.Groups[nested].Name;
        var isAdded = kind == FindingKind.NestingAdded;
        return new SystemFinding
        {
            Kind = kind,
            Severity = isAdded ? FindingSeverity.High : FindingSeverity.Medium,
            Side = isAdded ? ComparedSide.Difference : ComparedSide.Reference,
            NestedGroup = inner,
            Message = isAdded
                ? $"Group '{inner}' is within '{after.Name}' in {_difference} and not in {_reference}."
                : $"Group '{inner}' is within '{before.Name}' in {_reference} and not in {_difference}.",
        }.About(before, after);
    }
}
