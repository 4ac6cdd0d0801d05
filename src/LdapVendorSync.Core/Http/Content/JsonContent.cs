using System.Text.Json;

namespace LdapVendorSync.Core.Http.Content;

/// <summary>
/// Reads JSON (RFC 8259) strictly: a name that comes twice in an object is an error, as nobody could say which one counts.
/// </summary>
internal static class JsonContent
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static DataNode Parse(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(WithoutMark(body), Strict);
        return Convert(document.RootElement);
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body[3..] : body;

    private static DataNode Convert(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            DataNode.Object([.. element.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Convert(property.Value)))]),
        JsonValueKind.Array => DataNode.Array([.. element.EnumerateArray().Select(Convert)]),
        JsonValueKind.String => DataNode.Leaf(DataKind.Text, element.GetString()!),
        JsonValueKind.Number => DataNode.Leaf(DataKind.Number, element.GetRawText()),
        JsonValueKind.True => DataNode.Leaf(DataKind.Boolean, "true"),
        JsonValueKind.False => DataNode.Leaf(DataKind.Boolean, "false"),
        _ => DataNode.Null,
    };
}
