namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>
/// What a comparison of two systems, or of one system at two times, can find. The <em>reference</em> is what should be, or was; the
/// <em>difference</em> is what is.
/// </summary>
public enum FindingKind
{
    /// <summary>A person of the reference is not in the difference.</summary>
    UserMissing,

    /// <summary>A person of the difference is not in the reference.</summary>
    UserAdded,

    /// <summary>It is not certain who somebody is. Nothing else is said of them.</summary>
    AmbiguousIdentity,

    /// <summary>An account may be used here and not there.</summary>
    EnabledMismatch,

    /// <summary>An attribute of a person has another value.</summary>
    AttributeMismatch,

    /// <summary>A group of the reference has no counterpart in the difference.</summary>
    GroupRemoved,

    /// <summary>A group of the difference has no counterpart in the reference.</summary>
    GroupNew,

    /// <summary>A group has another name than before.</summary>
    GroupRenamed,

    /// <summary>A person whom both have is in a group of the reference and not in its counterpart.</summary>
    MembershipMissing,

    /// <summary>A person whom both have is in a group of the difference and not in its counterpart.</summary>
    MembershipExtra,

    /// <summary>A group is within another one in the difference, and not in the reference.</summary>
    NestingAdded,

    /// <summary>A group is within another one in the reference, and not in the difference.</summary>
    NestingRemoved,

    /// <summary>A group has no member at all.</summary>
    EmptyGroup,

    /// <summary>A group has members, but none of them can be active any more.</summary>
    OrphanedGroup,

    /// <summary>Nobody of a department is in any group of the other system.</summary>
    DepartmentWithoutGroup,
}
