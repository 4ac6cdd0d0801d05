using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>
/// Tells of the people of one source group whether an excluded group has them: within one source by id, across sources by links, then by
/// match keys. Nothing is guessed: whoever may be somebody in the group is in doubt.
/// </summary>
internal sealed class ExclusionIndex
{
    private readonly Roster _people;
    private readonly IReadOnlyList<string> _matchOn;
    private readonly Func<GroupMember, string?> _accountOf;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _accounts = new(StringComparer.Ordinal);
    private readonly Candidates _all;

    // Whose account is known is nobody else than its owner, whatever their keys are.
    private readonly Candidates _unlinked;
    private readonly bool _isSameSource;
    private readonly string _group;

    /// <param name="group">The excluded group, in the words of messages.</param>
    /// <param name="excluded">Its people, in the vendor's terms.</param>
    /// <param name="excludedLinks">Their confirmed accounts.</param>
    /// <param name="isSameSource">Whether both groups are of one source.</param>
    /// <param name="people">The people of the source group, in the vendor's terms.</param>
    /// <param name="accountOf">The confirmed account of one of them.</param>
    /// <param name="matchOn">The attributes that recognise people.</param>
    public ExclusionIndex(
        string group,
        IReadOnlyCollection<GroupMember> excluded,
        MemberLinks excludedLinks,
        bool isSameSource,
        Roster people,
        Func<GroupMember, string?> accountOf,
        IReadOnlyList<string> matchOn)
    {
        (_group, _isSameSource, _people, _accountOf, _matchOn) = (group, isSameSource, people, accountOf, matchOn);
        _all = new Candidates(matchOn, excluded.Count);
        _unlinked = new Candidates(matchOn, excluded.Count);
        foreach (var person in excluded)
            Add(person, isSameSource ? null : excludedLinks.VendorIdOf(person.Id));
    }

    /// <summary>
    /// Somebody in the excluded group whom nothing identifies at another source; <see langword="null"/> where there is none.
    /// </summary>
    public GroupMember? Unidentified { get; private set; }

    /// <summary>Whether the excluded group has somebody.</summary>
    public ExclusionVerdict Judge(GroupMember person)
    {
        if (_people.IsAmbiguous(person.Id))
            return InDoubt($"'{person.Label}' has the id '{person.Id}' of somebody else, so that it is not certain whom the excluded group {_group} has.");
        return _isSameSource ? JudgeById(person) : JudgeByKey(person);
    }

    private void Add(GroupMember person, string? account)
    {
        _ids.Add(person.Id);
        if (account is not null)
            _accounts.Add(account);
        _all.Add(person);
        if (account is null)
            _unlinked.Add(person);
        if (account is null && !_isSameSource && AttributesOf(person, _matchOn) == 0)
            Unidentified ??= person;
    }

    private ExclusionVerdict JudgeById(GroupMember person)
    {
        if (_ids.Contains(person.Id))
            return new ExclusionVerdict(ExclusionKind.Excluded);
        return _accountOf(person) is null && _all.Keys.CountFitting(person, out var namesake) > 0
            ? InDoubt($"'{person.Label}' has the same key as {Name(namesake!)}, whom the excluded group {_group} has.")
            : default;
    }

    private ExclusionVerdict JudgeByKey(GroupMember person)
    {
        var account = _accountOf(person);
        if (account is not null && _accounts.Contains(account))
            return new ExclusionVerdict(ExclusionKind.Excluded);
        var candidates = account is null ? _all : _unlinked;
        if (candidates.Keys.Fitting(person).ToList() is { Count: > 0 } matches)
        {
            return matches.Find(match => _people.Keys.CountFitting(match, out _) == 1) is not null
                ? new ExclusionVerdict(ExclusionKind.Excluded)
                : InDoubt($"{Name(matches[0])}, whom the excluded group {_group} has, fits '{person.Label}' and others as well.");
        }

        if (account is not null && _all.Keys.CountFitting(person, out var linked) > 0)
        {
            return InDoubt(
                $"'{person.Label}' has the same key as {Name(linked!)}, whom the excluded group {_group} has, but another account: "
                + "one of the two accounts is perhaps an old one.");
        }

        if (candidates.Keys.Sharing(person).FirstOrDefault() is { } sharing)
            return InDoubt(
                $"'{person.Label}' shares a key with {Name(sharing)}, whom the excluded group {_group} has, but not a better one.");
        return candidates.FindIncomparable(AttributesOf(person, _matchOn)) is { } other
            ? InDoubt($"'{person.Label}' cannot be compared with {Name(other)}, whom the excluded group {_group} has: they have no key of the same kind.")
            : default;
    }

    private static ExclusionVerdict InDoubt(string why) => new(ExclusionKind.InDoubt, why);

    private static string Name(GroupMember member) => $"'{member.Label}' (id '{member.Id}')";

    // One bit for each attribute of match_on that somebody has.
    private static ulong AttributesOf(GroupMember member, IReadOnlyList<string> matchOn)
    {
        var attributes = 0UL;
        for (var i = 0; i < matchOn.Count; i++)
        {
            if (MatchKey.Of(member, matchOn[i]) is not null)
                attributes |= 1UL << i;
        }

        return attributes;
    }

    /// <summary>People of the excluded group who may be somebody.</summary>
    private sealed class Candidates(IReadOnlyList<string> matchOn, int capacity)
    {
        private readonly Dictionary<ulong, GroupMember> _byAttributes = [];

        public KeyIndex Keys { get; } = new(matchOn, capacity);

        public void Add(GroupMember person)
        {
            Keys.Add(person);
            _byAttributes.TryAdd(AttributesOf(person, matchOn), person);
        }

        /// <summary>Somebody who has no attribute in common with the given ones, so that nothing tells them apart.</summary>
        public GroupMember? FindIncomparable(ulong attributes) =>
            _byAttributes.FirstOrDefault(pair => pair.Key != 0 && (pair.Key & attributes) == 0).Value;
    }
}
