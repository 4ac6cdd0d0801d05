namespace LdapVendorSync.Fixtures.Samba;

/// <summary>How a test's Samba domain controller is set up.</summary>
public sealed record SambaOptions
{
    /// <summary>The number of people <c>u00000</c> and on; all are in the group <see cref="SambaSeed.BigDn"/>.</summary>
    public int People { get; init; } = 120;

    /// <summary>Refuses a simple bind without TLS, as a Windows domain controller does where LDAP signing is required.</summary>
    public bool RequireStrongAuthentication { get; init; } = true;
}
