using System.Text;

namespace LdapVendorSync.Core.Templates;

/// <summary>Reads a template from left to right.</summary>
internal sealed class TemplateParser
{
    private readonly string _text;
    private readonly TemplateSyntax _syntax;
    private readonly PlaceTracker _tracker;
    private readonly List<TemplatePart> _parts = [];
    private readonly StringBuilder _literal = new();
    private int _position;

    private TemplateParser(string text, TemplateSyntax syntax)
    {
        _text = text;
        _syntax = syntax;
        _tracker = new PlaceTracker(syntax);
    }

    public static IReadOnlyList<TemplatePart> Parse(string text, TemplateSyntax syntax)
    {
        var parser = new TemplateParser(text, syntax);
        parser.ParseAll();
        return parser._parts;
    }

    public static bool IsFieldName(string text) => text.Length > 0 && text.All(IsFieldCharacter);

    // ';' belongs to LDAP attribute options (RFC 4512 section 2.5), '.' to paths into nested values, '$' and '@' to some vendors' field
    // names.
    private static bool IsFieldCharacter(char character) =>
        char.IsLetterOrDigit(character) || character is '_' or '-' or '.' or ';' or '$' or '@';

    private void ParseAll()
    {
        while (_position < _text.Length)
        {
            var character = _text[_position];
            if (character is '{' or '}' && Peek(1) == character)
            {
                AddLiteral(character);
                _position += 2;
            }
            else if (character == '{')
            {
                ParsePlaceholder();
            }
            else if (character == '}')
            {
                throw new TemplateException("A '}' without '{'; write '}}' for a literal one", _position);
            }
            else
            {
                AddLiteral(character);
                _position++;
            }
        }

        FlushLiteral();
    }

    private char Peek(int ahead) => _position + ahead < _text.Length ? _text[_position + ahead] : '\0';

    private void AddLiteral(char character)
    {
        _literal.Append(character);
        _tracker.Advance(character, _position);
    }

    private void FlushLiteral()
    {
        if (_literal.Length == 0)
            return;
        _parts.Add(new TemplatePart { Literal = _literal.ToString() });
        _literal.Clear();
    }

    private void ParsePlaceholder()
    {
        FlushLiteral();
        var start = _position++;
        SkipSpaces();
        var constant = Peek(0) is '\'' or '"' ? ParseQuoted() : null;
        var field = constant is null ? ParseField(start) : null;
        var pipes = ParsePipes(start, out var bare);
        _position++;
        _parts.Add(new TemplatePart
        {
            Literal = constant,
            Field = field,
            Pipes = pipes,
            Place = _tracker.PlaceOf(bare, start),
            Position = start,
        });
    }

    private string ParseField(int start)
    {
        var begin = _position;
        while (_position < _text.Length && IsFieldCharacter(_text[_position]))
            _position++;
        return _position > begin
            ? _text[begin.._position]
            : throw new TemplateException("A placeholder needs the name of a field; write '{{' for a literal brace", start);
    }

    private List<Func<string?, string?>> ParsePipes(int start, out bool bare)
    {
        var pipes = new List<Func<string?, string?>>();
        bare = false;
        while (true)
        {
            SkipSpaces();
            switch (Peek(0))
            {
                case '}' when _position < _text.Length:
                    return pipes;
                case '|':
                    _position++;
                    var position = _position;
                    var name = ParseWord();
                    bare |= name == TemplatePipe.Bare;
                    AddPipe(pipes, name, position);
                    break;
                case '\0' when _position >= _text.Length:
                    throw new TemplateException("The placeholder is not closed; '}' is missing", start);
                default:
                    throw new TemplateException($"'{_text[_position]}' cannot stand here; '|' or '}}' is expected", _position);
            }
        }
    }

    private void AddPipe(List<Func<string?, string?>> pipes, string name, int position)
    {
        var pipe = TemplatePipe.Create(name, ParseArguments(), position);
        // In a path, query or form every value is escaped once in any case.
        if (name != TemplatePipe.Url || _syntax is not (TemplateSyntax.Url or TemplateSyntax.Form))
            pipes.Add(pipe);
    }

    private string[] ParseArguments()
    {
        var arguments = new List<string>();
        while (Peek(0) == ':')
        {
            _position++;
            arguments.Add(Peek(0) is '\'' or '"' ? ParseQuoted() : ParseWord());
        }

        return [.. arguments];
    }

    private string ParseWord()
    {
        var begin = _position;
        while (_position < _text.Length && _text[_position] is not ('|' or '}' or '{' or ':'))
            _position++;
        return _text[begin.._position].Trim();
    }

    private string ParseQuoted()
    {
        var quote = _text[_position];
        var end = _text.IndexOf(quote, _position + 1);
        if (end < 0)
            throw new TemplateException("The quotes are not closed", _position);
        var value = _text[(_position + 1)..end];
        _position = end + 1;
        return value;
    }

    private void SkipSpaces()
    {
        while (Peek(0) == ' ')
            _position++;
    }
}
