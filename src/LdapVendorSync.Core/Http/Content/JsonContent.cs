using System.Text.Json;

namespace LdapVendorSync.Core.Http.Content;

/// <summary>
/// Reads JSON (RFC 8259) strictly: a name that comes twice in an object is an error, as nobody could say which one counts.
/// </summary>
internal static class JsonContent
{
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static DataNode Parse(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(WithoutMark(body.Span));
        try
        {
            reader.Read();
            var root = new JsonTreeReader().Read(ref reader);
            // What stands behind the value, but for blanks, is an error too.
            reader.Read();
            return root;
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException($"a text is no valid Unicode, before byte {reader.BytesConsumed}", error);
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body[3..] : body;
}
