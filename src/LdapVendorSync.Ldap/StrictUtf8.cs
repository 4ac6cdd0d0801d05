using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace LdapVendorSync.Ldap;

/// <summary>UTF-8 that never replaces what it cannot read: a changed name would be another name.</summary>
internal static class StrictUtf8
{
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool TryGetString(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        text = System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.GetString(bytes) : null;
        return text is not null;
    }

    /// <summary>The UTF-8 bytes of a text.</summary>
    /// <exception cref="ArgumentException">The text holds half a surrogate pair, which no encoding can carry.</exception>
    public static byte[] GetBytes(string text, string parameterName)
    {
        try
        {
            return Encoding.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"The text holds half a surrogate pair at index {e.Index} and cannot be sent.", parameterName, e);
        }
    }
}
