namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>What came of letting an account into an organization.</summary>
internal enum GrafanaOrgEntry
{
    /// <summary>The server has no such account.</summary>
    NoAccount,

    /// <summary>It is in the organization now.</summary>
    LetIn,

    /// <summary>It was in before, with a role of its own.</summary>
    WasIn,
}
