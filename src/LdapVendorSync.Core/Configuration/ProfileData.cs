namespace LdapVendorSync.Core.Configuration;

/// <summary>How much of people's profiles the history keeps.</summary>
public enum ProfileData
{
    /// <summary>Snapshots keep every attribute that is compared, the journal values before and after.</summary>
    Full,

    /// <summary>
    /// Snapshots keep ids, match keys, names, addresses and whether an account may be used; the journal keeps the values of what changed.
    /// </summary>
    Changed,

    /// <summary>Snapshots keep ids, match keys and whether an account may be used; the journal names attributes without their values.</summary>
    None,
}
