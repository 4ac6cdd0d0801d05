using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Templates;
using LdapVendorSync.Core.Vendors.Rest.Soap;

namespace LdapVendorSync.Core.Vendors.Rest.Bodies;

/// <summary>The body of an operation: a block whose texts are templates, or a text that is one.</summary>
/// <remarks>In a block, what has no value is left out; a text that cannot be rendered as a whole is an error.</remarks>
internal sealed class RestBody
{
    /// <summary>Stands for all fields that are sent.</summary>
    public const string FieldsPlaceholder = "{fields}";

    /// <summary>Stands for the list of people of an operation on many.</summary>
    public const string ItemsPlaceholder = "{items}";

    private readonly RestBodyFormat _format;
    private readonly Template? _text;
    private readonly BodyBlock? _block;

    private RestBody(RestBodyFormat format, Template? text, BodyBlock? block)
    {
        _format = format;
        _text = text;
        _block = block;
    }

    /// <summary>A body of nothing but the fields that are sent.</summary>
    public static JsonNode AllFields => JsonValue.Create(FieldsPlaceholder);

    /// <summary>The envelope around the body; <see langword="null"/> where it is none of SOAP.</summary>
    public SoapEnvelope? Envelope { get; private init; }

    public string ContentType => _format switch
    {
        RestBodyFormat.Xml => "application/xml; charset=utf-8",
        RestBodyFormat.Form => "application/x-www-form-urlencoded",
        _ => "application/json",
    };

    /// <summary>The placeholders that occur, but those for lists.</summary>
    public IEnumerable<string> Placeholders => _text?.Fields ?? _block!.Placeholders;

    /// <summary>Whether the list of people of an operation on many occurs.</summary>
    public bool HasItems => _block?.HasItems ?? false;

    /// <summary>Understands a body.</summary>
    /// <param name="body">As the config gives it.</param>
    /// <param name="format">What it is written in.</param>
    /// <param name="namespaces">The prefixes of names in XML.</param>
    /// <param name="item">What stands for one person in a list.</param>
    /// <exception cref="FormatException">It cannot be a body.</exception>
    public static RestBody Parse(JsonNode body, RestBodyFormat format, XmlNamespaces namespaces, JsonNode? item = null)
    {
        if (BodyBlock.TextOf(body) is { } text && text is not (FieldsPlaceholder or ItemsPlaceholder))
            return new RestBody(format, Template.Parse(text, SyntaxOf(format)), null);
        if (format == RestBodyFormat.Xml && body is not JsonObject { Count: 1 })
            throw new FormatException("An XML body is a block with one key, the name of the root element.");
        if (format == RestBodyFormat.Form && body is JsonArray)
            throw new FormatException("A form is a block of names and values, not a list.");
        var block = BodyBlock.Parse(body, namespaces, item);
        CheckNames(format, block);
        return new RestBody(format, null, block);
    }

    /// <summary>The same in an envelope.</summary>
    public RestBody In(SoapEnvelope envelope) => new(_format, _text, _block) { Envelope = envelope };

    /// <exception cref="FormatException">A value is missing, or cannot stand where it should.</exception>
    public byte[] Render(RestValues values)
    {
        if (_text is not null)
            return Encoding.UTF8.GetBytes(RestOperation.Render(_text, values));
        try
        {
            return _format switch
            {
                RestBodyFormat.Xml when Envelope is not null => Envelope.Write(XmlBodyWriter.Build(_block!, values), values),
                RestBodyFormat.Xml => XmlBodyWriter.Write(_block!, values),
                RestBodyFormat.Form => FormBodyWriter.Write(_block!, values),
                _ => JsonBodyWriter.Write(_block!, values),
            };
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"a value cannot be written as {_format.ToString().ToUpperInvariant()}: {error.Message}", error);
        }
    }

    private static TemplateSyntax SyntaxOf(RestBodyFormat format) => format switch
    {
        RestBodyFormat.Xml => TemplateSyntax.Xml,
        RestBodyFormat.Form => TemplateSyntax.Form,
        _ => TemplateSyntax.Json,
    };

    // Written once with nobody in it, so that wrong names show before anything is sent.
    private static void CheckNames(RestBodyFormat format, BodyBlock block)
    {
        if (format == RestBodyFormat.Xml)
            XmlBodyWriter.CheckNames(block);
        else if (format == RestBodyFormat.Form)
            FormBodyWriter.CheckNames(block);
    }
}
