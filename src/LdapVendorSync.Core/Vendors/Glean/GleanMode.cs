using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>
/// How Glean is told of people or teams; true and false are the values of GLEAN_USE_BULK_INDEX, which other tools have for it.
/// </summary>
public enum GleanMode
{
    /// <summary>All of them in one upload of several pages, after which Glean deletes whoever was not in it.</summary>
    [SettingAlias("true")]
    Bulk,

    /// <summary>One request for each that changed.</summary>
    [SettingAlias("false")]
    Individual,
}
