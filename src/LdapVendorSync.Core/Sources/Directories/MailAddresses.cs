namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Understands Exchange's list of all addresses of a mailbox.</summary>
internal static class MailAddresses
{
    /// <summary>
    /// The attribute: each value is a kind of address, a colon and the address; the kind is in upper case for the primary one (MS-OXOABK).
    /// </summary>
    public const string ProxyAddresses = "proxyAddresses";

    private const string Primary = "SMTP:";

    /// <summary>The primary mail address that a value of the attribute is; <see langword="null"/> for all others.</summary>
    public static string? FromProxyAddress(string value) =>
        value.StartsWith(Primary, StringComparison.Ordinal) ? value[Primary.Length..] : null;
}
