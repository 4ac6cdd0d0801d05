namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>How Glean is told of people or teams.</summary>
public enum GleanMode
{
    /// <summary>All of them in one upload of several pages, after which Glean deletes whoever was not in it.</summary>
    Bulk,

    /// <summary>One request for each that changed.</summary>
    Individual,
}
