namespace LdapVendorSync.Core.Templates;

/// <summary>Follows the literal text of a template to know in what place the next value stands.</summary>
internal sealed class PlaceTracker(TemplateSyntax syntax)
{
    private bool _inQuery;
    private bool _inJsonString;
    private bool _escaped;
    private bool _inTag;
    private char _attributeQuote;
    private int _tagStart;

    /// <exception cref="TemplateException">The literal text itself cannot be followed.</exception>
    public void Advance(char character, int position)
    {
        switch (syntax)
        {
            case TemplateSyntax.Url:
                _inQuery |= character == '?';
                break;
            case TemplateSyntax.Json:
                AdvanceJson(character);
                break;
            case TemplateSyntax.Xml:
                AdvanceXml(character, position);
                break;
            default:
                break;
        }
    }

    /// <exception cref="TemplateException">No escaping makes a value safe in this place.</exception>
    public TemplatePlace PlaceOf(bool bare, int position) => syntax switch
    {
        TemplateSyntax.Url => _inQuery ? TemplatePlace.QueryValue : TemplatePlace.PathSegment,
        TemplateSyntax.Json when _inJsonString => TemplatePlace.JsonString,
        TemplateSyntax.Json => bare ? TemplatePlace.JsonBareValue : TemplatePlace.JsonValue,
        TemplateSyntax.Xml when _inTag && _attributeQuote == '\0' =>
            throw new TemplateException("A placeholder can be text or an attribute's value, not the name of one", position),
        TemplateSyntax.Xml => _inTag ? TemplatePlace.XmlAttribute : TemplatePlace.Xml,
        TemplateSyntax.Form => TemplatePlace.QueryValue,
        TemplateSyntax.Header => TemplatePlace.Header,
        _ => TemplatePlace.Verbatim,
    };

    private void AdvanceJson(char character)
    {
        if (_escaped)
            _escaped = false;
        else if (_inJsonString && character == '\\')
            _escaped = true;
        else if (character == '"')
            _inJsonString = !_inJsonString;
    }

    private void AdvanceXml(char character, int position)
    {
        if (!_inTag)
        {
            _inTag = character == '<';
            _tagStart = position;
            return;
        }

        // Quotes within comments and CDATA mean nothing, so that values after them could not be placed.
        if (character == '!' && position == _tagStart + 1)
            throw new TemplateException("A template holds no comment, CDATA section or document type", _tagStart);
        if (_attributeQuote != '\0')
            _attributeQuote = character == _attributeQuote ? '\0' : _attributeQuote;
        else if (character is '"' or '\'')
            _attributeQuote = character;
        else if (character == '>')
            _inTag = false;
    }
}
