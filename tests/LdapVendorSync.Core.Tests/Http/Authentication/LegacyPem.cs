using System.Security.Cryptography;
using LdapVendorSync.Fixtures.Processes;

namespace LdapVendorSync.Core.Tests.Http.Authentication;

/// <summary>Private keys as OpenSSL encrypted them before PKCS #8, written by OpenSSL itself.</summary>
internal static class LegacyPem
{
    public static Task<string> EncryptAsync(AsymmetricAlgorithm key, string password, string cipher = "-aes256")
    {
        var (kind, pem) = key is RSA rsa ? ("rsa", rsa.ExportRSAPrivateKeyPem()) : ("ec", ((ECDsa)key).ExportECPrivateKeyPem());
        string[] traditional = kind == "rsa" ? ["-traditional"] : [];
        return Tool.RunAsync("openssl", [kind, cipher, "-passout", $"pass:{password}", .. traditional], pem);
    }
}
