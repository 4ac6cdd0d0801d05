using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Who is who on both sides.</summary>
internal sealed class PeoplePairs
{
    /// <summary>Stands where nobody of the other side is the person.</summary>
    public const int Nobody = -1;

    /// <summary>Stands where it is not certain who the person is.</summary>
    public const int InDoubt = -2;

    private readonly int[] _inDifference;
    private readonly int[] _inReference;

    private PeoplePairs(ContentIndex reference, ContentIndex difference)
    {
        _inDifference = new int[reference.People.Count];
        _inReference = new int[difference.People.Count];
        Array.Fill(_inDifference, Nobody);
        Array.Fill(_inReference, Nobody);
    }

    /// <summary>Everybody of whom it is not certain who they are.</summary>
    public IReadOnlyList<IdentityProblem> Problems { get; private set; } = [];

    /// <summary>How many people both sides have.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a person of the reference in the difference, or why there is none.</summary>
    public int InDifference(int person) => _inDifference[person];

    /// <summary>The number of a person of the difference in the reference, or why there is none.</summary>
    public int InReference(int person) => _inReference[person];

    /// <summary>The number of a person of one side on the other, or why there is none.</summary>
    public int Other(ComparedSide side, int person) =>
        side == ComparedSide.Reference ? _inDifference[person] : _inReference[person];

    /// <summary>Whoever has the same id is the same person.</summary>
    public static PeoplePairs ById(ContentIndex reference, ContentIndex difference)
    {
        var pairs = new PeoplePairs(reference, difference);
        for (var person = 0; person < reference.People.Count; person++)
        {
            if (difference.PersonOf(reference.People[person].Id) is >= 0 and var other)
                pairs.Pair(person, other);
        }

        return pairs;
    }

    /// <summary>Links first, then keys that are certain from both ends; as the sync recognises people.</summary>
    public static PeoplePairs ByKeys(ContentIndex reference, ContentIndex difference, SystemComparisonOptions options)
    {
        var pairs = new PeoplePairs(reference, difference);
        var comparer = new GroupMembershipComparer(new ComparisonOptions { MatchOn = options.MatchOn, Attributes = [] });
        var comparison = comparer.Compare([.. reference.People], [.. difference.People], options.Links);
        foreach (var matched in comparison.Matched)
            pairs.Pair(reference.PersonOf(matched.Source.Id), difference.PersonOf(matched.Vendor.Id));
        foreach (var problem in comparison.Problems)
        {
            if (problem.Side == ReadSide.Source)
                pairs._inDifference[reference.PersonOf(problem.Member.Id)] = InDoubt;
            else
                pairs._inReference[difference.PersonOf(problem.Member.Id)] = InDoubt;
        }

        pairs.Problems = comparison.Problems;
        return pairs;
    }

    private void Pair(int inReference, int inDifference)
    {
        _inDifference[inReference] = inDifference;
        _inReference[inDifference] = inReference;
        Count++;
    }
}
