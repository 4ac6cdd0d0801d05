using System.Globalization;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Which groups of both sides belong together, and which have no counterpart.</summary>
internal sealed class GroupPairing
{
    private readonly ContentIndex _reference;
    private readonly ContentIndex _difference;
    private readonly List<PairedGroups> _pairs = [];
    private readonly List<string> _unresolved = [];
    private readonly bool[] _referenceUsed;
    private readonly bool[] _differenceUsed;

    private GroupPairing(ContentIndex reference, ContentIndex difference)
    {
        _reference = reference;
        _difference = difference;
        _referenceUsed = new bool[reference.Groups.Count];
        _differenceUsed = new bool[difference.Groups.Count];
    }

    /// <summary>The groups that belong together.</summary>
    public IReadOnlyList<PairedGroups> Pairs => _pairs;

    /// <summary>Why pairs that were asked for are not compared.</summary>
    public IReadOnlyList<string> Unresolved => _unresolved;

    /// <summary>The groups of the reference without a counterpart.</summary>
    public IEnumerable<int> OnlyReference => Unused(_referenceUsed);

    /// <summary>The groups of the difference without a counterpart.</summary>
    public IEnumerable<int> OnlyDifference => Unused(_differenceUsed);

    /// <summary>Groups with the same id belong together.</summary>
    public static GroupPairing ById(ContentIndex reference, ContentIndex difference)
    {
        var pairing = new GroupPairing(reference, difference);
        for (var group = 0; group < reference.Groups.Count; group++)
        {
            if (difference.GroupOf(reference.Groups[group].Id) is >= 0 and var other)
                pairing.Pair(pairing.Single(group), other);
        }

        return pairing;
    }

    /// <summary>The pairs that are asked for, then whatever has the same name.</summary>
    public static GroupPairing ByName(ContentIndex reference, ContentIndex difference, IReadOnlyList<GroupPair> asked)
    {
        var pairing = new GroupPairing(reference, difference);
        var names = new GroupNames(reference);
        var otherNames = new GroupNames(difference);
        foreach (var pairs in asked.GroupBy(pair => otherNames.Find(pair.Difference)?.ToString(CultureInfo.InvariantCulture) ?? pair.Difference))
            pairing.Resolve([.. pairs], names, otherNames);
        for (var group = 0; group < reference.Groups.Count; group++)
        {
            if (!pairing._referenceUsed[group] && names.IsAlone(group) && otherNames.Only(reference.Groups[group].Name) is { } other
                && !pairing._differenceUsed[other])
            {
                pairing.Pair(pairing.Single(group), other);
            }
        }

        return pairing;
    }

    private void Resolve(IReadOnlyList<GroupPair> pairs, GroupNames names, GroupNames otherNames)
    {
        var other = otherNames.Find(pairs[0].Difference);
        var selections = pairs.Select(pair => Select(pair, names)).OfType<GroupSelection>().ToList();
        if (other is { } found && selections.Count == pairs.Count)
        {
            Pair(selections, found);
            return;
        }

        // What is there of it is told of as a group without counterpart.
        var missing = pairs.SelectMany(pair => pair.Reference.Concat(pair.Except))
            .Where(name => name != GroupPair.Everybody && names.Find(name) is null)
            .Select(name => $"'{name}' in '{_reference.Snapshot.System}'");
        if (other is null)
            missing = missing.Append($"'{pairs[0].Difference}' in '{_difference.Snapshot.System}'");
        _unresolved.Add(
            $"'{string.Join(" + ", pairs.Select(NameOf))}' and '{pairs[0].Difference}' are not compared: there is no group {string.Join(" and no ", missing)}.");
    }

    private static GroupSelection? Select(GroupPair pair, GroupNames names)
    {
        var groups = pair.Reference.Where(name => name != GroupPair.Everybody).Select(names.Find).ToList();
        var except = pair.Except.Select(names.Find).ToList();
        if (groups.Contains(null) || except.Contains(null))
            return null;
        var isEverybody = pair.Reference.Contains(GroupPair.Everybody);
        return new GroupSelection(NameOf(pair), [.. groups.OfType<int>()], [.. except.OfType<int>()], isEverybody);
    }

    private void Pair(IReadOnlyList<GroupSelection> selections, int other)
    {
        _pairs.Add(new PairedGroups(selections, other));
        foreach (var group in selections.SelectMany(selection => selection.Groups.Concat(selection.Except)))
            _referenceUsed[group] = true;
        _differenceUsed[other] = true;
    }

    private IReadOnlyList<GroupSelection> Single(int group) =>
        [new GroupSelection(_reference.Groups[group].Name, [group], [], IsEverybody: false)];

    private static string NameOf(GroupPair pair)
    {
        var name = string.Join(" + ", pair.Reference);
        return pair.Except.Count == 0 ? name : $"{name} - {string.Join(" - ", pair.Except)}";
    }

    private static IEnumerable<int> Unused(bool[] used) => Enumerable.Range(0, used.Length).Where(group => !used[group]);
}
