namespace LdapVendorSync.Core.Templates;

/// <summary>What a template's text is, which decides how the values put into it are escaped.</summary>
public enum TemplateSyntax
{
    /// <summary>Plain text: values stand as they are.</summary>
    Text,

    /// <summary>
    /// A path with an optional query: a value before the <c>?</c> is one path segment, a value after it one query value
    /// (RFC 3986 sections 3.3 and 3.4).
    /// </summary>
    Url,

    /// <summary>JSON (RFC 8259): a value within quotes is escaped, a value outside of them becomes a JSON value of its own.</summary>
    Json,

    /// <summary>XML 1.0: a value is escaped as text or attribute value.</summary>
    Xml,

    /// <summary>A form (<c>application/x-www-form-urlencoded</c>): a value is escaped as a value of a field.</summary>
    Form,

    /// <summary>The value of a header (RFC 9110 section 5.5): a value that no header can carry is refused.</summary>
    Header,
}
