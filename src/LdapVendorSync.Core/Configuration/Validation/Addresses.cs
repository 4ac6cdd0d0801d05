using System.Net;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>What addresses must not be or hold.</summary>
internal static class Addresses
{
    /// <summary>
    /// Checks the scheme, and that no credentials stand in the address itself. Never shows an address that may hold some.
    /// </summary>
    public static void Check(object record, string key, Uri address, string[] schemes, ValidationContext context)
    {
        if (!schemes.Contains(address.Scheme, StringComparer.OrdinalIgnoreCase))
            context.Error(
                record,
                key,
                $"The address begins with '{address.Scheme}://'.",
                $"Use {string.Join(" or ", schemes.Select(scheme => scheme + "://"))}.");
        else if (address.UserInfo.Length > 0)
            context.Error(
                record, key, "The address holds credentials.", "Addresses get into logs: give credentials with keys of their own.");
        else if (address.Host.Length == 0)
            context.Error(record, key, "The address names no host.");
    }

    /// <summary>Checks that credentials do not go over the network for anybody to read.</summary>
    public static void CheckEncryption(object record, string key, Uri address, bool allowPlaintext, ValidationContext context)
    {
        if (address.Scheme != Uri.UriSchemeHttp || IsLoopback(address))
            return;
        if (allowPlaintext)
            context.Warning(record, "allow_plaintext", $"Credentials go to {address.Host} without encryption.", "Use https://.");
        else
            context.Error(
                record,
                key,
                "Credentials would go over the network without encryption.",
                "Use https://; allow_plaintext: true lifts this.");
    }

    /// <summary>Whether what is sent there does not leave this machine.</summary>
    public static bool IsLoopback(Uri address) =>
        address.IsLoopback || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));
}
