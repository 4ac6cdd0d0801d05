using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace LdapVendorSync.Core.Security;

/// <summary>
/// A 256-bit key, and what is derived from it (HKDF with SHA-256, RFC 5869): one key for each purpose, so that no two uses of it can be
/// played against each other.
/// </summary>
[DebuggerDisplay("***")]
internal sealed class PersonalDataKey
{
    /// <summary>What a key looks like, and how to make one: for messages.</summary>
    public const string Form =
        "Give 32 random bytes in base64 or hexadecimal, for example made by 'openssl rand -base64 32'.";

    private const int Length = 32;

    private readonly byte[] _key;

    private PersonalDataKey(byte[] key)
    {
        _key = key;
        Check = Convert.ToHexStringLower(Derive("check").AsSpan(0, 16));
    }

    /// <summary>Tells whether two keys are the same, and nothing else of them: 32 hexadecimal digits.</summary>
    public string Check { get; }

    /// <summary>Reads a key of 32 bytes, written in base64 (43 or 44 characters, also base64url) or in hexadecimal (64 digits).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PersonalDataKey? key)
    {
        key = TryDecode(text.Trim()) is { Length: Length } bytes && IsRandom(bytes) ? new PersonalDataKey(bytes) : null;
        return key is not null;
    }

    /// <summary>The key for one purpose.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Length, info: Encoding.ASCII.GetBytes($"LdapVendorSync personal data 1: {purpose}"));

    // A run of zeros or of one letter is a placeholder that somebody forgot to replace.
    private static bool IsRandom(byte[] bytes) => bytes.Distinct().Count() > 8;

    private static byte[]? TryDecode(string text)
    {
        if (text.Length == 2 * Length && text.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(text);
        var base64 = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var bytes = new byte[Length + 3];
        return Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), bytes, out var count) ? bytes[..count] : null;
    }
}
