using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace LdapVendorSync.Core.Sources.Ldif;

/// <summary>
/// Reads the entries of an LDIF file (RFC 2849) one after the other. What is not a plain list of entries in valid UTF-8 is refused with the
/// line, since a file that is half understood would look like a directory that people have left.
/// </summary>
/// <remarks>
/// Taken beyond the RFC, because common tools write it: a byte order mark, UTF-8 text outside base64, a file without a version line or
/// without a line end after its last line.
/// </remarks>
public sealed class LdifReader
{
    private readonly Stream _stream;
    private readonly string _file;

    /// <summary>A reader over an open file. The stream stays open.</summary>
    /// <param name="stream">The content, from its beginning.</param>
    /// <param name="file">What messages call the file.</param>
    public LdifReader(Stream stream, string file)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _file = file;
    }

    /// <summary>Reads the entries in the order of the file. It can be enumerated once.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="LdifException">The file is not understood; entries yielded before may not be relied upon.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async IAsyncEnumerable<LdifEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var record = new List<LdifLine>();
        var isFirst = true;
        await foreach (var line in new LdifLineReader(_stream, _file).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!line.IsBlank && isFirst)
            {
                isFirst = false;
                if (IsVersion(line))
                    continue;
            }

            if (!line.IsBlank)
            {
                record.Add(line);
                continue;
            }

            if (record.Count > 0)
                yield return ParseEntry(record);
            record.Clear();
        }

        if (record.Count > 0)
            yield return ParseEntry(record);
    }

    private bool IsVersion(LdifLine line)
    {
        var (name, value) = ParseValue(line);
        if (!name.Equals("version", StringComparison.OrdinalIgnoreCase))
            return false;
        return value.Span.SequenceEqual("1"u8)
            ? true
            : throw Fail(line, $"LDIF version '{Encoding.UTF8.GetString(value.Span)}' is unknown; version 1 is the only one.");
    }

    private LdifEntry ParseEntry(List<LdifLine> lines)
    {
        var dn = ParseName(lines[0]);
        if (lines.Count == 1)
            throw Fail(lines[0], $"the entry '{dn}' has no attributes; the file may have been cut off.");

        var values = new LdifValue[lines.Count - 1];
        for (var i = 1; i < lines.Count; i++)
            values[i - 1] = ParseAttribute(lines[i], dn);
        return new LdifEntry(dn, lines[0].Number, values);
    }

    private string ParseName(LdifLine line)
    {
        var (name, value) = ParseValue(line);
        if (!name.Equals("dn", StringComparison.OrdinalIgnoreCase))
            throw Fail(line, ExplainMissingName(name));
        return Utf8.IsValid(value.Span)
            ? Encoding.UTF8.GetString(value.Span)
            : throw Fail(line, "the DN is not valid UTF-8.");
    }

    private static string ExplainMissingName(string name) => name.ToUpperInvariant() switch
    {
        "SEARCH" or "RESULT" =>
            $"a record begins with '{name}:' instead of 'dn:'; leave out the result that ldapsearch appends (option -LLL).",
        "VERSION" => "the version line may only stand at the beginning of the file.",
        _ => $"a record begins with '{name}:' instead of 'dn:'.",
    };

    private LdifValue ParseAttribute(LdifLine line, string dn)
    {
        var (name, value) = ParseValue(line);
        switch (name.ToUpperInvariant())
        {
            case "CHANGETYPE" or "CONTROL":
                throw Fail(
                    line,
                    $"'{name}:' makes '{dn}' a change record; only lists of entries are read, as slapcat and ldapsearch -LLL write them.");
            case "DN":
                throw Fail(line, $"a second 'dn:' within the entry '{dn}'; a blank line must stand between two entries.");
            default:
                return new LdifValue(name, value, line.Number);
        }
    }

    /// <summary>Takes a line apart: <c>name: text</c>, <c>name:: base64</c> or <c>name:&lt; URL</c>.</summary>
    private (string Name, ReadOnlyMemory<byte> Value) ParseValue(LdifLine line)
    {
        var colon = line.Content.Span.IndexOf((byte)':');
        if (colon < 0)
            throw Fail(line, "there is no ':' between attribute and value; the file may have been cut off, or be no LDIF.");

        var name = ParseDescription(line, line.Content.Span[..colon]);
        var rest = line.Content[(colon + 1)..];
        return rest.Span switch
        {
            [(byte)':', ..] => (name, DecodeBase64(line, name, rest.Span[1..])),
            [(byte)'<', ..] => throw Fail(
                line, $"the value of '{name}' is to come from a URL (':<'), which is not done; put it into the file in base64 ('::')."),
            _ => (name, CheckText(line, name, rest[CountSpaces(rest.Span)..])),
        };
    }

    // RFC 2849 and RFC 4512 section 2.5; '=' occurs in Active Directory's range option, '_' in the schemas of some products.
    private string ParseDescription(LdifLine line, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || !char.IsAsciiLetterOrDigit((char)name[0]))
            throw Fail(line, "there is no attribute name before the ':'.");
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)character) && !"-.;=_*"u8.Contains(character))
                throw Fail(line, $"an attribute name cannot contain the character {Show(character)}.");
        }

        return Encoding.ASCII.GetString(name);
    }

    private byte[] DecodeBase64(LdifLine line, string name, ReadOnlySpan<byte> text)
    {
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, decoded, out _, out var written) == OperationStatus.Done
            ? decoded[..written]
            : throw Fail(line, $"the value of '{name}' is not valid base64; the file may have been cut off.");
    }

    private ReadOnlyMemory<byte> CheckText(LdifLine line, string name, ReadOnlyMemory<byte> text)
    {
        if (text.Span.IndexOfAny((byte)'\0', (byte)'\r') is var index and >= 0)
            throw Fail(line, $"the value of '{name}' contains the character {Show(text.Span[index])}, which must be in base64 ('::').");
        return Utf8.IsValid(text.Span)
            ? text
            : throw Fail(line, $"the value of '{name}' is not valid UTF-8; save the file as UTF-8, or put the value into base64 ('::').");
    }

    private static int CountSpaces(ReadOnlySpan<byte> text)
    {
        var other = text.IndexOfAnyExcept((byte)' ');
        return other < 0 ? text.Length : other;
    }

    private static string Show(byte character) =>
        character is > (byte)' ' and < 0x7F ? $"'{(char)character}'" : $"0x{character:X2}";

    private LdifException Fail(LdifLine line, string problem) => new(_file, line.Number, problem);
}
