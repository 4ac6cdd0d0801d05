namespace LdapVendorSync.Core.Configuration;

/// <summary>Whether guests of a tenant count as people.</summary>
public enum GuestPolicy
{
    /// <summary>They do.</summary>
    Include,

    /// <summary>They do not.</summary>
    Exclude,
}
