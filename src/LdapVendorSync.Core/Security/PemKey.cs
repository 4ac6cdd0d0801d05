using System.Security.Cryptography;

namespace LdapVendorSync.Core.Security;

/// <summary>A private key in PEM without a certificate (RFC 7468 sections 10 and 11, and the older forms of OpenSSL).</summary>
internal static class PemKey
{
    /// <summary>Whether a file has a key that is encrypted as PKCS #8 does it.</summary>
    public static bool IsEncrypted(string pem) => pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);

    /// <summary>Reads the key, of RSA or of an elliptic curve.</summary>
    /// <returns>The key; <see langword="null"/> where the file has none of them.</returns>
    /// <exception cref="CryptographicException">The password is wrong, or the key is damaged.</exception>
    public static AsymmetricAlgorithm? Load(string pem, string? password)
    {
        if (password is not null && LegacyPemKey.IsIn(pem))
            pem = LegacyPemKey.Open(pem, password);
        return TryLoad(RSA.Create(), pem, password) ?? TryLoad(ECDsa.Create(), pem, password);
    }

    // Only the key itself tells of which kind it is, as PKCS #8 has one label for all.
    private static AsymmetricAlgorithm? TryLoad(AsymmetricAlgorithm key, string pem, string? password)
    {
        try
        {
            if (IsEncrypted(pem) && password is not null)
                key.ImportFromEncryptedPem(pem, password);
            else
                key.ImportFromPem(pem);
            return key;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException && key is RSA)
        {
            key.Dispose();
            return null;
        }
    }
}
