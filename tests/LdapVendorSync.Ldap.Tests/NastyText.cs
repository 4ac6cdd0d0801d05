using FsCheck;
using FsCheck.Fluent;

namespace LdapVendorSync.Ldap.Tests;

/// <summary>Texts made of what is hard on parsers and escapes.</summary>
internal static class NastyText
{
    /// <summary>Any well-formed text: NUL, parentheses, separators, spaces at the ends, other scripts, characters beyond 16 bits.</summary>
    public static readonly Gen<string> Any = Gen.OneOf(
        Gen.Elements(
            "\0", "(", ")", "*", "\\", "\\2a", ",", "+", "\"", "<", ">", ";", "=", "#", " ", "  ",
            "\t", "\n", "\r", "\x7f", "/", "&", "|", "!",
            ":", "~", "a", "B", "7", "é", "e\u0301", "ß", "İ", "ı",
            "ς", "Σ", "ﬁ", "王", "\u00a0", "\u200b", "\u2028", "\ufeff", "😀", "𝔄")
            .ListOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? string.Empty)).Where(IsWellFormed);

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
