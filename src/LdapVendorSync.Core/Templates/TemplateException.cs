namespace LdapVendorSync.Core.Templates;

/// <summary>A template cannot be understood, or a value cannot stand where the template puts it.</summary>
public sealed class TemplateException : FormatException
{
    /// <summary>A failure at a place of the template.</summary>
    /// <param name="message">What is wrong and what to write instead; the position is added.</param>
    /// <param name="position">The character concerned, counted from 0.</param>
    public TemplateException(string message, int position)
        : base($"{message} (character {position + 1})") => Position = position;

    /// <summary>The character of the template concerned, counted from 0.</summary>
    public int Position { get; }
}
