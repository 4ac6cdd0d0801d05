using System.Globalization;

namespace LdapVendorSync.Ldap.Names;

/// <summary>A text is no distinguished name in the sense of RFC 4514.</summary>
public sealed class DistinguishedNameFormatException : FormatException
{
    internal DistinguishedNameFormatException(string text, int position, string problem)
        : base(string.Create(
            CultureInfo.InvariantCulture, $"Invalid distinguished name at character {position + 1}: {problem} Name: {text}"))
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
