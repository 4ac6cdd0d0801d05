using System.Globalization;

namespace LdapVendorSync.Ldap.Filters;

/// <summary>A text is no filter in the sense of RFC 4515.</summary>
public sealed class LdapFilterFormatException : FormatException
{
    internal LdapFilterFormatException(string text, int position, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"Invalid LDAP filter at character {position + 1}: {problem} Filter: {text}"))
    {
        Text = text;
        Position = position;
        Problem = problem;
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The index of the character at fault, from 0; the length of the text when something is missing at its end.</summary>
    public int Position { get; }

    /// <summary>What is wrong there.</summary>
    public string Problem { get; }
}
