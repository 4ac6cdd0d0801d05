using System.Globalization;
using System.Security;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;

namespace LdapVendorSync.Core.Templates;

/// <summary>Makes values harmless in the place they are put into.</summary>
internal static class TemplateEscaper
{
    public static string Escape(string value, TemplatePart part) => part.Place switch
    {
        TemplatePlace.PathSegment => EscapeSegment(value, part),
        TemplatePlace.QueryValue => EscapeUrl(value, part),
        TemplatePlace.JsonString => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(WellFormed(value, part)),
        TemplatePlace.JsonValue => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(WellFormed(value, part))}\"",
        TemplatePlace.JsonBareValue => BareJson(value, part),
        TemplatePlace.Xml => EscapeXml(value, part),
        TemplatePlace.XmlAttribute => EscapeXmlAttribute(value, part),
        TemplatePlace.Header => CheckHeader(value, part),
        _ => value,
    };

    /// <summary>
    /// Refuses dot segments: <see cref="Uri"/> resolves them even when they are percent-encoded, so that a group called ".." would address
    /// another resource.
    /// </summary>
    public static void CheckSegments(string url, string template)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? url : url[..query];
        if (path.Split('/').Any(segment => segment is "." or ".."))
            throw new TemplateException(
                $"'{path}', made from '{template}', has a segment '.' or '..', which would address another resource", 0);
    }

    private static string EscapeSegment(string value, TemplatePart part) => value.Length > 0
        ? EscapeUrl(value, part)
        : throw new TemplateException($"'{part.Field}' is empty and cannot be a part of a path", part.Position);

    private static string EscapeUrl(string value, TemplatePart part) => Uri.EscapeDataString(WellFormed(value, part));

    private static string BareJson(string value, TemplatePart part)
    {
        var isBare = value is "true" or "false" or "null"
            || (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && IsJson(value));
        return isBare
            ? value
            : throw new TemplateException($"'{part.Field}' is '{value}', neither a number nor true or false", part.Position);
    }

    private static bool IsJson(string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string EscapeXml(string value, TemplatePart part)
    {
        try
        {
            // A reader would make a line feed of a carriage return (XML 1.0 section 2.11).
            return SecurityElement.Escape(XmlConvert.VerifyXmlChars(value)).Replace("\r", "&#13;", StringComparison.Ordinal);
        }
        catch (XmlException error)
        {
            throw new TemplateException($"'{part.Field}' holds a character that XML cannot carry: {error.Message}", part.Position);
        }
    }

    // A reader would make spaces of them (XML 1.0 section 3.3.3).
    private static string EscapeXmlAttribute(string value, TemplatePart part) => EscapeXml(value, part)
        .Replace("\n", "&#10;", StringComparison.Ordinal).Replace("\t", "&#9;", StringComparison.Ordinal);

    // A line break would begin another header, and what is not ASCII arrives as something else.
    private static string CheckHeader(string value, TemplatePart part) =>
        value.Any(character => char.IsControl(character) || !char.IsAscii(character))
            ? throw new TemplateException($"'{value}' holds characters that no header can carry", part.Position)
            : value;

    // An encoder would replace a lone surrogate quietly, and the request would be about somebody else.
    private static string WellFormed(string value, TemplatePart part)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (!char.IsSurrogatePair(value, i))
                throw new TemplateException($"'{part.Field}' is not valid Unicode text", part.Position);
            i++;
        }

        return value;
    }
}
