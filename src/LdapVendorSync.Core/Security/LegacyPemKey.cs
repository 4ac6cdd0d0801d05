using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Core.Security;

/// <summary>
/// Private keys as OpenSSL encrypted them before PKCS #8: PEM with the headers <c>Proc-Type: 4,ENCRYPTED</c> and <c>DEK-Info</c> (RFC 1421),
/// which .NET does not read.
/// </summary>
internal static partial class LegacyPemKey
{
    /// <summary>Whether a file has such a key.</summary>
    public static bool IsIn(string pem) => pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal);

    /// <summary>The file with its key opened.</summary>
    /// <exception cref="CryptographicException">The password is wrong, or the key is damaged.</exception>
    /// <exception cref="InvalidDataException">It is encrypted by an algorithm that is not supported.</exception>
    public static string Open(string pem, string password) => Block().Replace(pem, block =>
    {
        var iv = Convert.FromHexString(block.Groups["iv"].Value);
        var data = Convert.FromBase64String(WhiteSpace().Replace(block.Groups["data"].Value, string.Empty));
        var key = Decrypt(block.Groups["cipher"].Value, iv, data, password);
        return PemEncoding.WriteString(block.Groups["label"].Value, key);
    });

    [SuppressMessage("Security", "CA5350", Justification = "The file was written so; reading it makes nothing weaker.")]
    private static byte[] Decrypt(string cipher, byte[] iv, byte[] data, string password)
    {
        using SymmetricAlgorithm algorithm = cipher.StartsWith("AES-", StringComparison.Ordinal) ? Aes.Create()
            : cipher.StartsWith("DES-EDE3-", StringComparison.Ordinal) ? TripleDES.Create()
            : throw new InvalidDataException($"holds a private key that is encrypted with {cipher}; write it anew as PKCS #8 (openssl pkcs8 -topk8)");
        algorithm.Key = DeriveKey(password, iv.AsSpan(0, 8), KeyLength(cipher));
        return algorithm.DecryptCbc(data, iv);
    }

    private static int KeyLength(string cipher) => cipher switch
    {
        "AES-128-CBC" => 16,
        "AES-256-CBC" => 32,
        _ => 24,
    };

    // EVP_BytesToKey of OpenSSL, with one round of MD5.
    [SuppressMessage("Security", "CA5351", Justification = "The file was written so; reading it makes nothing weaker.")]
    private static byte[] DeriveKey(string password, ReadOnlySpan<byte> salt, int length)
    {
        var secret = Encoding.UTF8.GetBytes(password);
        var (key, last) = (new List<byte>(), Array.Empty<byte>());
        while (key.Count < length)
        {
            last = MD5.HashData([.. last, .. secret, .. salt]);
            key.AddRange(last);
        }

        return [.. key.Take(length)];
    }

    [GeneratedRegex(
        "-----BEGIN (?<label>[A-Z ]*PRIVATE KEY)-----\\s+Proc-Type: 4,ENCRYPTED\\s+DEK-Info: (?<cipher>[A-Z0-9-]+),(?<iv>[0-9A-Fa-f]{16,32})\\s+"
        + "(?<data>[A-Za-z0-9+/=\\s]+)-----END [A-Z ]*PRIVATE KEY-----",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();

    [GeneratedRegex("\\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhiteSpace();
}
