using System.Buffers;
using System.Globalization;
using System.Text;

namespace LdapVendorSync.Core.Members;

/// <summary>The forms in which values of both sides are compared.</summary>
internal static class ComparableText
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_@+");

    // Below it, every text is in NFC.
    private const int FirstCombining = 0x0300;

    /// <summary>A value trimmed and in Unicode NFC, or <see langword="null"/> where it is absent or blank.</summary>
    public static string? Of(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        var trimmed = value.Trim();
        return Ascii.IsValid(trimmed) ? trimmed : Normalize(trimmed);
    }

    /// <summary>
    /// Whether this process can bring text into NFC. Without ICU (the invariant globalization mode, common
    /// in small containers) .NET returns it as it is.
    /// </summary>
    public static bool CanNormalize { get; } = "e\u0301".Normalize(NormalizationForm.FormC) == "\u00E9";

    /// <summary>
    /// As <see cref="Of"/>, and without regard to case; the same under every culture. <see langword="null"/> also where
    /// the value could have another spelling that this process cannot tell to be the same: nobody is recognised, or
    /// taken for somebody who left, by such a value.
    /// </summary>
    public static string? IgnoringCase(string? value)
    {
        // Most names need nothing done to them.
        if (value is { Length: > 0 } && !value.AsSpan().ContainsAnyExcept(Plain))
            return value;
        if (Of(value) is not { } text || (!CanNormalize && MayHaveAnotherSpelling(text)))
            return null;

        // Upper case first, as it folds pairs that lower case keeps apart, such as the two small sigmas. Lower case in the end, as most
        // names are spelt so: nothing is copied for them.
        return (Ascii.IsValid(text) ? text : text.ToUpperInvariant()).ToLowerInvariant();
    }

    /// <summary>
    /// Whether NFC might change a text: it holds a combining mark, a conjoining Hangul letter, or one of the letters that NFC always
    /// replaces. True for more texts than need be, never for fewer.
    /// </summary>
    internal static bool MayHaveAnotherSpelling(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value >= FirstCombining && (IsMark(rune) || IsConjoiningHangul(rune.Value) || IsReplaced(rune.Value)))
                return true;
        }

        return false;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsConjoiningHangul(int letter) =>
        letter is (>= 0x1100 and <= 0x11FF) or (>= 0xA960 and <= 0xA97F) or (>= 0xD7B0 and <= 0xD7FF);

    // Singletons and composition exclusions (Unicode Standard Annex #15): Greek and letter-like signs, Hebrew presentation forms,
    // compatibility ideographs, brackets, musical symbols.
    private static bool IsReplaced(int letter) => letter
        is 0x0374 or 0x037E or 0x0387
        or (>= 0x0900 and <= 0x0FFF)
        or (>= 0x1F00 and <= 0x1FFF)
        or (>= 0x2000 and <= 0x2FFF)
        or (>= 0xF900 and <= 0xFB4F)
        or (>= 0x1D000 and <= 0x1D1FF)
        or (>= 0x2F800 and <= 0x2FA1F);

    // Text that is no Unicode text (lone surrogates, noncharacters) has no normal form and is compared as it stands.
    private static string Normalize(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
