namespace LdapVendorSync.Ldap;

/// <summary>The names of result codes as RFC 4511 and other tools write them, so that a message can be searched for.</summary>
internal static class LdapResultCodeNames
{
    public static string Of(LdapResultCode code) => code switch
    {
        LdapResultCode.InvalidDnSyntax => "invalidDNSyntax",
        LdapResultCode.NotAllowedOnRdn => "notAllowedOnRDN",
        LdapResultCode.AffectsMultipleDsas => "affectsMultipleDSAs",
        LdapResultCode.SyncRefreshRequired => "e-syncRefreshRequired",
        _ when !Enum.IsDefined(code) => "unknown result",
        _ => CamelCase(code.ToString()),
    };

    private static string CamelCase(string name) => string.Concat(char.ToLowerInvariant(name[0]).ToString(), name.AsSpan(1));
}
