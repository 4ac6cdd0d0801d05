using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Exclusion;
using LdapVendorSync.Core.Sync.Guards;

namespace LdapVendorSync.Core.Sync;

/// <summary>What is to do for one mapping, and what that is based on. Nothing in it has been guarded or applied.</summary>
public sealed record MappingPlan
{
    /// <summary>The mapping.</summary>
    public required SyncMapping Mapping { get; init; }

    /// <summary>How many members the source group has; <see langword="null"/> where it was not read for this plan.</summary>
    public required int? SourceMembers { get; init; }

    /// <summary>How many members the vendor group has.</summary>
    public required int VendorMembers { get; init; }

    /// <summary>The members of the vendor group, as they were read.</summary>
    public IReadOnlyList<GroupMember> Accounts { get; init; } = [];

    /// <summary>The source group's parts that had no member at all.</summary>
    public required IReadOnlyList<string> EmptyParts { get; init; }

    /// <summary>What the read of the source is worth.</summary>
    public required Completeness SourceCompleteness { get; init; }

    /// <summary>What the read of the vendor is worth.</summary>
    public required Completeness VendorCompleteness { get; init; }

    /// <summary>People to add; their accounts are still to be looked up.</summary>
    public IReadOnlyList<MembershipChange> Adds { get; init; } = [];

    /// <summary>Accounts to update or enable.</summary>
    public IReadOnlyList<MembershipChange> Updates { get; init; } = [];

    /// <summary>Memberships and accounts to take away, before any guard.</summary>
    public IReadOnlyList<MembershipChange> Removals { get; init; } = [];

    /// <summary>
    /// Additions, and accounts to enable, that wait for an excluded group to be believed; <see langword="null"/> where none do.
    /// </summary>
    public GuardHold? HeldAdditions { get; init; }

    /// <summary>People of the source group who are no members, because an excluded group has them.</summary>
    public IReadOnlyCollection<ExcludedPerson> LeftOut { get; init; } = [];

    /// <summary>The source group, part by part, without the people who are left out.</summary>
    public IReadOnlyList<GroupContent> SourceParts { get; init; } = [];

    /// <summary>The groups whose people the mapping leaves out, as they were read.</summary>
    public IReadOnlyList<ExcludedGroup> ExcludedGroups { get; init; } = [];

    /// <summary>Why excluded groups cannot be believed, whether or not somebody would be added.</summary>
    public IReadOnlyList<string> ExclusionDoubts { get; init; } = [];

    /// <summary>People and accounts of whom it is not certain who they are.</summary>
    public IReadOnlyList<IdentityProblem> Problems { get; init; } = [];

    /// <summary>People whom a filter leaves out, perhaps only because an attribute may not be read.</summary>
    public IReadOnlyList<DoubtfulMember> Doubtful { get; init; } = [];

    /// <summary>
    /// Members of the vendor group who stay, because the policy leaves those alone whom no run added or ever saw in the source.
    /// </summary>
    public IReadOnlyList<GroupMember> Unmanaged { get; init; } = [];

    /// <summary>Removals of a group with several source groups that were not compared with all of them.</summary>
    public IReadOnlyList<MembershipChange> ComparedWithOnePart { get; init; } = [];

    /// <summary>
    /// People whom the source group has and the vendor group does not, and those of whom it is not certain who they are; whatever may be
    /// done for them, they are needed.
    /// </summary>
    public IReadOnlyList<GroupMember> Wanted { get; init; } = [];

    /// <summary>People whom the source group lists and who do not count as members, because they are disabled there.</summary>
    public IReadOnlyList<GroupMember> DisabledAtSource { get; init; } = [];

    /// <summary>People whom both sides have.</summary>
    public IReadOnlyList<MatchedMember> Matched { get; init; } = [];

    /// <summary>How many people are right as they are.</summary>
    public int Unchanged { get; init; }

    /// <summary>The worse of the two reads; what is worth a warning only makes neither incomplete.</summary>
    public CompletenessStatus Completeness => SourceCompleteness.HoldsNothing && VendorCompleteness.HoldsNothing
        ? CompletenessStatus.Complete
        : (CompletenessStatus)Math.Max((int)SourceCompleteness.Status, (int)VendorCompleteness.Status);
}
