using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LdapVendorSync.Core.Security;

/// <summary>A private key of a Java KeyStore, as yet protected, and its certificates.</summary>
/// <param name="Alias">Its name in the store, fit to be shown.</param>
/// <param name="ProtectedKey">The key: EncryptedPrivateKeyInfo (RFC 5958).</param>
/// <param name="Chain">The key's certificate, then those of its issuers.</param>
internal sealed record JavaKeyEntry(string Alias, ReadOnlyMemory<byte> ProtectedKey, IReadOnlyList<X509Certificate2> Chain)
{
    private const string SunKeyProtection = "1.3.6.1.4.1.42.2.17.1.1";
    private const int Block = SHA1.HashSizeInBytes;

    /// <summary>Takes the protection off.</summary>
    /// <returns>The key: PrivateKeyInfo (RFC 5208).</returns>
    /// <exception cref="InvalidDataException">The password is another, or the protection is not known.</exception>
    /// <remarks>
    /// OpenJDK's <c>sun.security.provider.KeyProtector</c>: a salt, the key exclusive-or a stream of SHA-1 digests that starts from the
    /// salt, and the digest of password and key.
    /// </remarks>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The format demands it.")]
    public byte[] Unprotect(string password)
    {
        ReadOnlySpan<byte> content = ReadContent();
        if (content.Length <= 2 * Block)
            throw JavaKeyStoreReader.Damaged();
        var passwordBytes = Encoding.BigEndianUnicode.GetBytes(password);
        var key = content[Block..^Block].ToArray();
        var digest = content[..Block].ToArray();
        for (var i = 0; i < key.Length; i++)
        {
            if (i % Block == 0)
                digest = SHA1.HashData([.. passwordBytes, .. digest]);
            key[i] ^= digest[i % Block];
        }

        return CryptographicOperations.FixedTimeEquals(SHA1.HashData([.. passwordBytes, .. key]), content[^Block..])
            ? key
            : throw new InvalidDataException(
                $"holds the private key '{Alias}' under another password than the file's; make them the same: "
                + "keytool -keypasswd -alias ALIAS -keystore FILE");
    }

    private byte[] ReadContent()
    {
        try
        {
            var info = new AsnReader(ProtectedKey, AsnEncodingRules.DER).ReadSequence();
            return info.ReadSequence().ReadObjectIdentifier() == SunKeyProtection
                ? info.ReadOctetString()
                : throw new InvalidDataException($"holds the private key '{Alias}' under a protection that is not known");
        }
        catch (AsnContentException)
        {
            throw JavaKeyStoreReader.Damaged();
        }
    }
}
