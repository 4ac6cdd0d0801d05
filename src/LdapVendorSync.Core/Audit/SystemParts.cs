namespace LdapVendorSync.Core.Audit;

/// <summary>What a snapshot of a system is made of, so that a doubt about one part is none about the others.</summary>
[Flags]
public enum SystemParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The list of people.</summary>
    Users = 1,

    /// <summary>The list of groups.</summary>
    Groups = 2,

    /// <summary>Who is in the groups; which of them is in doubt is said by <see cref="SystemGroup.Doubts"/>.</summary>
    Memberships = 4,

    /// <summary>Which group is within which.</summary>
    Nestings = 8,
}
