using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>One source group without the people of the groups that its mapping leaves out.</summary>
internal sealed class PartDifference
{
    private readonly List<ExcludedPerson> _excluded = [];
    private readonly Dictionary<string, string> _doubts = new(StringComparer.Ordinal);
    private readonly List<string> _groupDoubts = [];

    private PartDifference(GroupContent remaining) => Remaining = remaining;

    /// <summary>The source group without those who are certainly left out.</summary>
    public GroupContent Remaining { get; private set; }

    /// <summary>Who is left out.</summary>
    public IReadOnlyList<ExcludedPerson> Excluded => _excluded;

    /// <summary>Why it is not certain of somebody whether they are left out, by their id at the source.</summary>
    public IReadOnlyDictionary<string, string> Doubts => _doubts;

    /// <summary>What is wrong with excluded groups that may leave out more people than was read.</summary>
    public IReadOnlyList<string> GroupDoubts => _groupDoubts;

    /// <summary>Takes the excluded groups away.</summary>
    /// <param name="part">The source group.</param>
    /// <param name="people">Its people in the vendor's terms, in its order.</param>
    /// <param name="project">Puts a person into the vendor's terms.</param>
    /// <param name="accountOf">The confirmed account of a person of the source group.</param>
    /// <param name="policy">How people are recognised, and the limits.</param>
    /// <param name="memory">What earlier runs know.</param>
    public static PartDifference Of(
        GroupContent part,
        IReadOnlyList<GroupMember> people,
        Func<GroupMember, GroupMember> project,
        Func<GroupMember, string?> accountOf,
        MappingPolicy policy,
        ExclusionMemory memory)
    {
        var difference = new PartDifference(part);
        if (part.Except.Count == 0)
            return difference;
        var roster = new Roster(people, policy.MatchOn);
        var source = part.Source ?? string.Empty;
        var trust = new ExclusionTrust(policy, memory);
        var indexes = new List<(ExceptSettings Group, ExclusionIndex Index)>();
        foreach (var group in part.Except)
        {
            var settings = group.Settings;
            var index = new ExclusionIndex(
                settings.ToString(),
                [.. group.Content.Members.Select(project)],
                memory.LinksOf(settings.Source),
                settings.Source.Equals(source, StringComparison.OrdinalIgnoreCase),
                roster,
                accountOf,
                policy.MatchOn);
            indexes.Add((settings, index));
            if (trust.FindDoubt(group, index.Unidentified) is { } doubt)
                difference._groupDoubts.Add($"the excluded group {settings} {doubt}");
        }

        difference.Apply(people, indexes);
        return difference;
    }

    private void Apply(IReadOnlyList<GroupMember> people, List<(ExceptSettings Group, ExclusionIndex Index)> indexes)
    {
        var remaining = new List<GroupMember>(people.Count);
        for (var i = 0; i < people.Count; i++)
        {
            var verdicts = indexes.ConvertAll(index => (index.Group, Verdict: index.Index.Judge(people[i])));
            if (verdicts.Find(found => found.Verdict.Kind == ExclusionKind.Excluded) is { Group: { } group })
            {
                _excluded.Add(new ExcludedPerson(people[i], group));
                continue;
            }

            remaining.Add(Remaining.Members[i]);
            if (verdicts.Find(found => found.Verdict.Kind == ExclusionKind.InDoubt).Verdict.Why is { } why)
                _doubts[people[i].Id] = why;
        }

        Remaining = Remaining with { Members = remaining };
    }
}
