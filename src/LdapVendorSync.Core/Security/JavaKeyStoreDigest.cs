using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace LdapVendorSync.Core.Security;

/// <summary>What ties a Java KeyStore to its password: SHA-1 over password (UTF-16, big-endian), a fixed phrase and content.</summary>
internal static class JavaKeyStoreDigest
{
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The format demands it.")]
    public static byte[] Compute(string password, ReadOnlySpan<byte> content)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        digest.AppendData(Encoding.BigEndianUnicode.GetBytes(password));
        digest.AppendData("Mighty Aphrodite"u8);
        digest.AppendData(content);
        return digest.GetHashAndReset();
    }
}
