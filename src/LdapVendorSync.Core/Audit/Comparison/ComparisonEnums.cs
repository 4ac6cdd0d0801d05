namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>What is compared.</summary>
public enum ComparisonBasis
{
    /// <summary>One system at two times: people and groups are the same where their ids are.</summary>
    TwoTimes,

    /// <summary>Two systems: people are recognised by links and match keys, groups by mappings and names.</summary>
    TwoSystems,
}

/// <summary>One of the two sides of a comparison.</summary>
public enum ComparedSide
{
    /// <summary>What should be, or was.</summary>
    Reference,

    /// <summary>What is.</summary>
    Difference,
}

/// <summary>Who counts as a member when memberships are compared.</summary>
public enum MembershipScope
{
    /// <summary>Whoever is in the group itself.</summary>
    Direct,

    /// <summary>Whoever is in the group or in any group within it.</summary>
    Effective,
}
