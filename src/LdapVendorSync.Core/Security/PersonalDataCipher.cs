using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.Security;

/// <summary>
/// Encrypts with AES-256-GCM (NIST SP 800-38D) what identifies people: stored are nonce, ciphertext and tag, as base64url or bytes.
/// </summary>
/// <remarks>
/// The nonce of what is looked up is a keyed hash of it (HMAC-SHA-256 under a key of its own, cut to 96 bits). Equal values look equal, so that
/// statements find and join them, and differ from all others; without the key nobody can tell or try what they stand for. This is the
/// construction of a synthetic IV (RFC 5297 section 1.3.2) over GCM. What is only shown has a random nonce, and tells its length alone.
/// </remarks>
internal sealed class PersonalDataCipher : IPersonalDataFormat
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly byte[] _nonceKey;
    private readonly AesGcm _keys;
    private readonly AesGcm _texts;

    public PersonalDataCipher(PersonalDataKey key)
    {
        _nonceKey = key.Derive("look-up");
        _keys = new AesGcm(key.Derive("key"), TagLength);
        _texts = new AesGcm(key.Derive("text"), TagLength);
    }

    /// <inheritdoc />
    public string WriteKey(string text)
    {
        var bytes = ToBytes(text);
        var nonce = HMACSHA256.HashData(_nonceKey, bytes).AsSpan(0, NonceLength);
        return Base64Url.EncodeToString(Encrypt(_keys, nonce, bytes));
    }

    /// <inheritdoc />
    /// <exception cref="CryptographicException">It was not written with this key.</exception>
    public string ReadKey(string stored) => StrictUtf8.GetString(Decrypt(_keys, Decode(stored)));

    /// <inheritdoc />
    public string WriteText(string text) => Base64Url.EncodeToString(WriteBytes(ToBytes(text)));

    /// <inheritdoc />
    /// <exception cref="CryptographicException">It was not written with this key.</exception>
    public string ReadText(string stored) => StrictUtf8.GetString(ReadBytes(Decode(stored)));

    /// <inheritdoc />
    public byte[] WriteBytes(byte[] bytes)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(nonce);
        return Encrypt(_texts, nonce, bytes);
    }

    /// <inheritdoc />
    /// <exception cref="CryptographicException">It was not written with this key.</exception>
    public byte[] ReadBytes(byte[] stored) => Decrypt(_texts, stored);

    /// <inheritdoc />
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_nonceKey);
        _keys.Dispose();
        _texts.Dispose();
    }

    // A text with half a surrogate pair has no UTF-8; it is stored with the replacement character, as SQLite would.
    private static byte[] ToBytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Decode(string stored)
    {
        try
        {
            return Base64Url.DecodeFromChars(stored);
        }
        catch (FormatException error)
        {
            throw new CryptographicException("A value is not encrypted.", error);
        }
    }

    private static byte[] Encrypt(AesGcm cipher, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain)
    {
        var stored = new byte[NonceLength + plain.Length + TagLength];
        nonce.CopyTo(stored);
        cipher.Encrypt(nonce, plain, stored.AsSpan(NonceLength, plain.Length), stored.AsSpan(NonceLength + plain.Length));
        return stored;
    }

    private static byte[] Decrypt(AesGcm cipher, ReadOnlySpan<byte> stored)
    {
        if (stored.Length < NonceLength + TagLength)
            throw new CryptographicException("A value is not encrypted.");
        var plain = new byte[stored.Length - NonceLength - TagLength];
        cipher.Decrypt(stored[..NonceLength], stored.Slice(NonceLength, plain.Length), stored[^TagLength..], plain);
        return plain;
    }
}
