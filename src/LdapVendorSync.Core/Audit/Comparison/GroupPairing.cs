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
        foreach (var pairs in asked.GroupBy(
                pair => otherNames.Find(pair.Difference) is { } found ? (found, string.Empty) : (-1, pair.Difference)))
            pairing.Resolve([.. pairs], names, otherNames);
        for (var group = 0; group < reference.Groups.Count; group++)
        {
            if (!pairing._referenceUsed[group] && names.IsAlone(group) && otherNames.Only(reference.Groups[group].Name) is { } other
                && !pairing._differenceUsed[other])
            {
                pairing.Pair(pairing.Single(group), other);
            }
        }

        pairing.LeaveOutNamesakes();
        return pairing;
    }

    // Which of several groups of one name is meant is not guessed, and none of them is taken for one without counterpart.
    private void LeaveOutNamesakes()
    {
        var others = OnlyDifference.ToLookup(group => ContentIndex.NameKey(_difference.Groups[group].Name), StringComparer.Ordinal);
        foreach (var namesakes in OnlyReference
            .ToLookup(group => ContentIndex.NameKey(_reference.Groups[group].Name), StringComparer.Ordinal)
            .ToList())
        {
            var counterparts = others[namesakes.Key].ToList();
            if (counterparts.Count == 0)
                continue;
            foreach (var group in namesakes)
                _referenceUsed[group] = true;
            foreach (var group in counterparts)
                _differenceUsed[group] = true;
            _unresolved.Add(
                $"The groups '{_reference.Groups[namesakes.First()].Name}' are not compared: several have this name in "
                + $"'{(namesakes.Skip(1).Any() ? _reference : _difference).Snapshot.System}', and which belong together is not guessed; pair them by their ids.");
        }
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

        // What is there of it is told of as a group without counterpart, unless its counterpart is one of several.
        if (pairs.SelectMany(pair => pair.Reference.Concat(pair.Except)).Any(names.IsAmbiguous) && other is { } sure)
            _differenceUsed[sure] = true;
        var missing = pairs.SelectMany(pair => pair.Reference.Concat(pair.Except))
            .Where(name => name != GroupPair.Everybody && names.Find(name) is null)
            .Select(name => WhyNot(name, names, _reference));
        if (other is null)
            missing = missing.Append(WhyNot(pairs[0].Difference, otherNames, _difference));
        _unresolved.Add(
            $"'{string.Join(" + ", pairs.Select(NameOf))}' and '{pairs[0].Difference}' are not compared: {string.Join(" and ", missing.Distinct())}.");
    }

    private static string WhyNot(string name, GroupNames names, ContentIndex index) => names.IsAmbiguous(name)
        ? $"there are several groups '{name}' in '{index.Snapshot.System}'"
        : $"there is no group '{name}' in '{index.Snapshot.System}'";

    private static GroupSelection? Select(GroupPair pair, GroupNames names)
    {
        var groups = pair.Reference.Where(name => name != GroupPair.Everybody).Select(names.Find).ToList();
        var except = pair.Except.Select(names.Find).ToList();
        if (groups.Contains(null) || except.Contains(null))
            return null;
        var isEverybody = pair.Reference.Contains(GroupPair.Everybody);
        var name = NameOf(
            new GroupPair([.. pair.Reference.Select(text => names.NameOf(text))], pair.Difference)
            {
                Except = [.. pair.Except.Select(names.NameOf)],
            });
        return new GroupSelection(name, [.. groups.OfType<int>()], [.. except.OfType<int>()], isEverybody);
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
