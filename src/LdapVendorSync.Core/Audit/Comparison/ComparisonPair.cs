using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>Both sides of a comparison, numbered, with who is who and which group is which.</summary>
internal sealed class ComparisonPair
{
    public ComparisonPair(ComparedSystem reference, ComparedSystem difference, SystemComparisonOptions options)
    {
        var ignored = options.IgnoredGroups.Select(ContentIndex.NameKey).ToHashSet(StringComparer.Ordinal);
        Reference = new ContentIndex(reference, ignored);
        Difference = new ContentIndex(difference, ignored);
        Basis = ComparedSystem.IsSame(reference.Snapshot, difference.Snapshot) ? ComparisonBasis.TwoTimes : ComparisonBasis.TwoSystems;
        Memberships = options.Memberships ?? (Basis == ComparisonBasis.TwoTimes ? MembershipScope.Direct : MembershipScope.Effective);
        People = Basis == ComparisonBasis.TwoTimes
            ? PeoplePairs.ById(Reference, Difference)
            : PeoplePairs.ByKeys(Reference, Difference, options);
        Groups = Basis == ComparisonBasis.TwoTimes
            ? GroupPairing.ById(Reference, Difference)
            : GroupPairing.ByName(Reference, Difference, options.GroupPairs);
    }

    /// <summary>What should be, or was.</summary>
    public ContentIndex Reference { get; }

    /// <summary>What is.</summary>
    public ContentIndex Difference { get; }

    /// <summary>Whether the sides are two systems or two times.</summary>
    public ComparisonBasis Basis { get; }

    /// <summary>Who counts as a member.</summary>
    public MembershipScope Memberships { get; }

    /// <summary>Who is who.</summary>
    public PeoplePairs People { get; }

    /// <summary>Which group is which.</summary>
    public GroupPairing Groups { get; }

    /// <summary>One side.</summary>
    public ContentIndex Of(ComparedSide side) => side == ComparedSide.Reference ? Reference : Difference;

    /// <summary>The side across.</summary>
    public static ComparedSide Across(ComparedSide side) =>
        side == ComparedSide.Reference ? ComparedSide.Difference : ComparedSide.Reference;

    /// <summary>Whether an account may be used, as far as anybody knows.</summary>
    public static bool IsActive(GroupMember person) => person.Enabled != false;
}
