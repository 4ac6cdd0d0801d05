using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>
/// Reads the rows of a CSV file (RFC 4180) as they come. It is strict: whatever may mean that the file is damaged, cut off or in another
/// encoding is an error at its line and column, never a guess.
/// </summary>
/// <param name="text">The text, in which <see cref="Invalid"/> stands for bytes that the encoding does not have.</param>
/// <param name="file">The file, as messages name it.</param>
/// <param name="delimiter">What separates the fields; <see langword="null"/> to look at the header.</param>
internal sealed class CsvReader(TextReader text, string file, char? delimiter)
{
    /// <summary>What stands for bytes that are no text: a code point that no text has (Unicode section 23.7).</summary>
    public const char Invalid = '\uFFFF';

    private const int BufferSize = 32 * 1024;

    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();
    private State _state = State.FieldStart;
    private bool _isAfterReturn;
    private int _line = 1;
    private int _column;
    private int _rowLine = 1;
    private (int Line, int Column) _quote;
    private char _delimiter;

    private enum State
    {
        FieldStart,
        Plain,
        Quoted,
        AfterQuote,
    }

    /// <summary>Whether the last row that was read ended in a line break.</summary>
    public bool EndsInLineBreak { get; private set; } = true;

    /// <summary>Every row, the header included; lines without anything are none.</summary>
    /// <exception cref="CsvException">It is no CSV, or damaged.</exception>
    public async IAsyncEnumerable<CsvRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new char[BufferSize];
        var rows = new List<CsvRow>();
        var isFirst = true;
        int count;
        while ((count = await text.ReadBlockAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (isFirst)
                _delimiter = delimiter ?? CsvDelimiter.Detect(buffer.AsSpan(0, count)) ?? throw Ambiguous();
            isFirst = false;
            for (var index = 0; index < count; index++)
            {
                if (Take(buffer[index]) is { } row)
                    rows.Add(row);
            }

            foreach (var row in rows)
                yield return row;
            rows.Clear();
        }

        if (Finish() is { } last)
            yield return last;
    }

    private CsvRow? Take(char character)
    {
        _column++;
        RequireText(character);
        if (_isAfterReturn && character != '\n')
            throw Fail("a carriage return without a line feed; lines end in CR LF or LF.");
        switch (_state)
        {
            case State.Quoted:
                TakeQuoted(character);
                break;
            case State.AfterQuote when character == '"':
                _field.Append('"');
                _state = State.Quoted;
                break;
            case State.FieldStart when character == '"':
                _quote = (_line, _column);
                _state = State.Quoted;
                break;
            case var _ when character == _delimiter:
                EndField();
                break;
            case var _ when character == '\n':
                return EndRow();
            case var _ when character == '\r':
                _isAfterReturn = true;
                break;
            case State.AfterQuote:
                throw Fail("text after the closing quote; a quote inside a quoted field is written twice.");
            case var _ when character == '"':
                throw Fail("a quote inside a field that does not begin with one; such a field is quoted, and the quote written twice.");
            default:
                _field.Append(character);
                _state = State.Plain;
                break;
        }

        return null;
    }

    private void TakeQuoted(char character)
    {
        if (character == '"')
        {
            _state = State.AfterQuote;
            return;
        }

        _field.Append(character);
        if (character == '\n')
            StartLine();
    }

    private void EndField()
    {
        _fields.Add(_field.ToString());
        _field.Clear();
        _state = State.FieldStart;
    }

    private CsvRow? EndRow()
    {
        var isBlank = _fields.Count == 0 && _state == State.FieldStart;
        CsvRow? row = null;
        if (!isBlank)
        {
            EndField();
            row = new CsvRow(_rowLine, [.. _fields]);
            _fields.Clear();
        }

        _isAfterReturn = false;
        StartLine();
        _rowLine = _line;
        return row;
    }

    private CsvRow? Finish()
    {
        if (_state == State.Quoted)
            throw new CsvException(file, _quote.Line, _quote.Column, "the quote that begins here is never closed; the file may have been cut off.");
        if (_isAfterReturn)
            throw Fail("the file ends in a carriage return without a line feed; it may have been cut off.");
        EndsInLineBreak = _column == 0;
        return EndsInLineBreak ? null : EndRow();
    }

    private void StartLine()
    {
        _line++;
        _column = 0;
    }

    // C1 controls are what typographic quotes of windows-1252 become in iso-8859-1; NUL is what UTF-16 becomes in every other encoding.
    private void RequireText(char character)
    {
        if (character == Invalid)
            throw Fail("bytes that the encoding does not have. Set encoding to that of the file.");
        if (character is '\0' or (>= '\u0080' and <= '\u009F'))
            throw Fail(string.Create(
                CultureInfo.InvariantCulture, $"the control character U+{(int)character:X4}. Set encoding to that of the file."));
    }

    private CsvException Ambiguous() => new(
        file, 1, "the header has several of comma, semicolon and tab, so that it is not certain what separates the fields. Set delimiter.");

    private CsvException Fail(string problem) => new(file, _line, _column, problem);
}
