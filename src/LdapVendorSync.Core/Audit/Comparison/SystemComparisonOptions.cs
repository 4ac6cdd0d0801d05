using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>How two systems, or two times of one, are compared.</summary>
public sealed record SystemComparisonOptions
{
    /// <summary>The name of the attribute that says in which department somebody is.</summary>
    public const string Department = "department";

    /// <summary>What is compared of people of two systems unless asked otherwise: user names of two systems may differ for good.</summary>
    public static IReadOnlyList<string> AttributesOfTwoSystems { get; } =
        [AttributeNames.Email, AttributeNames.FirstName, AttributeNames.LastName, AttributeNames.DisplayName, Department];

    /// <summary>What is compared of people at two times unless asked otherwise.</summary>
    public static IReadOnlyList<string> AttributesOfTwoTimes { get; } = [AttributeNames.UserName, .. AttributesOfTwoSystems];

    /// <summary>
    /// The attributes that recognise a person in two systems, the best first; a later one counts where an earlier is absent.
    /// </summary>
    public IReadOnlyList<string> MatchOn { get; init; } = [AttributeNames.UserName];

    /// <summary>Confirmed pairs of the reference's id and the difference's id of a person, which beat every key.</summary>
    public MemberLinks Links { get; init; } = MemberLinks.None;

    /// <summary>
    /// The attributes whose values are compared; <see langword="null"/> for the defaults. One that a side gives for nobody is not compared.
    /// </summary>
    public IReadOnlyList<string>? Attributes { get; init; }

    /// <summary>
    /// Which groups of two systems belong together. Groups that stand in no pair belong together if their names are equal, case and
    /// surrounding blanks aside, and nobody else has that name.
    /// </summary>
    public IReadOnlyList<GroupPair> GroupPairs { get; init; } = [];

    /// <summary>Names or descriptions of groups that are left out, as those that everybody is in.</summary>
    public IReadOnlyList<string> IgnoredGroups { get; init; } = [];

    /// <summary>
    /// Who counts as a member; <see langword="null"/> for direct members at two times, where a change of nesting is a finding of its own,
    /// and effective ones in two systems, which may nest differently and yet give the same access.
    /// </summary>
    public MembershipScope? Memberships { get; init; }
}
