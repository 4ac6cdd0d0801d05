using LdapVendorSync.Core.Audit.Comparison;

namespace LdapVendorSync.Core.Diagnostics.Reports.Comparisons;

/// <summary>How kinds of findings are called and explained to people.</summary>
internal static class FindingTexts
{
    /// <summary>The heading of a kind.</summary>
    public static string HeadingOf(FindingKind kind) => kind switch
    {
        FindingKind.UserMissing => "People missing",
        FindingKind.UserAdded => "People added",
        FindingKind.AmbiguousIdentity => "Identity not certain",
        FindingKind.EnabledMismatch => "Active on one side, disabled on the other",
        FindingKind.AttributeMismatch => "Attributes that differ",
        FindingKind.GroupRemoved => "Groups removed",
        FindingKind.GroupNew => "Groups new",
        FindingKind.GroupRenamed => "Groups renamed",
        FindingKind.MembershipMissing => "Memberships missing",
        FindingKind.MembershipExtra => "Memberships too many",
        FindingKind.NestingAdded => "Inheritance added",
        FindingKind.NestingRemoved => "Inheritance removed",
        FindingKind.EmptyGroup => "Empty groups",
        FindingKind.OrphanedGroup => "Orphaned groups",
        FindingKind.DepartmentWithoutGroup => "Departments without a group",
        _ => kind.ToString(),
    };

    /// <summary>What a kind means.</summary>
    public static string ExplanationOf(FindingKind kind) => kind switch
    {
        FindingKind.UserMissing => "They are in the reference alone. Their memberships are not told of separately.",
        FindingKind.UserAdded => "They are in the difference alone. Of two systems: accounts of nobody whom the reference knows.",
        FindingKind.AmbiguousIdentity =>
            "Several people have one key, or the keys contradict each other. Nothing else is said of these people.",
        FindingKind.EnabledMismatch => "High where somebody whom the reference has disabled can still be active.",
        FindingKind.AttributeMismatch => "Spelling aside (case of user names and mail addresses, surrounding blanks, Unicode form).",
        FindingKind.GroupRemoved => "They have no counterpart in the difference.",
        FindingKind.GroupNew => "They have no counterpart in the reference: nobody governs them from there.",
        FindingKind.GroupRenamed => "The same group by its id, under another name.",
        FindingKind.MembershipMissing => "People of both sides who should be in the group and are not.",
        FindingKind.MembershipExtra => "People of both sides who are in the group and should not be.",
        FindingKind.NestingAdded => "Whoever is in the inner group has the access of the outer one, too.",
        FindingKind.NestingRemoved => "Whoever is in the inner group no longer has the access of the outer one by it.",
        FindingKind.EmptyGroup => "Nobody is in them, nor in a group within them.",
        FindingKind.OrphanedGroup => "They have members, but every one of them is disabled, or gone from the reference.",
        FindingKind.DepartmentWithoutGroup => "Nobody active of the department is in any group of the other system.",
        _ => string.Empty,
    };
}
