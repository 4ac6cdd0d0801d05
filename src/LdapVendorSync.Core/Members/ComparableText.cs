using System.Buffers;
using System.Text;

namespace LdapVendorSync.Core.Members;

/// <summary>The forms in which values of both sides are compared.</summary>
internal static class ComparableText
{
    /// <summary>A value trimmed and in Unicode NFC, or <see langword="null"/> where it is absent or blank.</summary>
    public static string? Of(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        var trimmed = value.Trim();
        return Ascii.IsValid(trimmed) || !IsWellFormed(trimmed) ? trimmed : trimmed.Normalize(NormalizationForm.FormC);
    }

    /// <summary>As <see cref="Of"/>, and without regard to case; the same under every culture.</summary>
    public static string? IgnoringCase(string? value)
    {
        if (Of(value) is not { } text)
            return null;

        // Upper case first, as it folds pairs that lower case keeps apart, such as the two small sigmas. Lower case in the end, as most
        // names are spelt so: nothing is copied for them.
        return (Ascii.IsValid(text) ? text : text.ToUpperInvariant()).ToLowerInvariant();
    }

    // string.Normalize throws on lone surrogates; such a value is compared as it stands.
    private static bool IsWellFormed(ReadOnlySpan<char> value)
    {
        while (Rune.DecodeFromUtf16(value, out _, out var consumed) == OperationStatus.Done)
            value = value[consumed..];
        return value.IsEmpty;
    }
}
