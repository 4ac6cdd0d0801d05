using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>
/// Reads and writes resources. They stay JSON, as a resource that is replaced has to keep what this product does not know. Names of
/// attributes are compared without regard to case (RFC 7643 section 2.1).
/// </summary>
internal static class ScimJson
{
    private static readonly JsonNodeOptions IgnoringCase = new() { PropertyNameCaseInsensitive = true };
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject NewObject() => new(IgnoringCase);

    /// <summary>Reads the object in an answer.</summary>
    /// <exception cref="FormatException">There is none; the message says what there is instead.</exception>
    public static JsonObject Parse(VendorHttpResponse response)
    {
        if (response.Body.Length == 0)
            throw new FormatException("the answer has no body");
        if (ResponseContent.IsWebPage(response))
            throw new FormatException(ResponseContent.DescribeWebPage(response.Body));
        try
        {
            var node = JsonNode.Parse(WithoutMark(response.Body.Span), IgnoringCase, Strict);
            Touch(node);
            return node as JsonObject ?? throw new FormatException("the answer is not a JSON object");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new FormatException($"the answer is not the JSON it should be: {error.Message}", error);
        }
    }

    /// <summary>The body of a request.</summary>
    public static byte[] Write(JsonObject body) => JsonSerializer.SerializeToUtf8Bytes(body, Plain);

    /// <summary>The text of a value, or <see langword="null"/> for none and for blocks and lists.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value
        ? value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.ToJsonString(),
            _ => null,
        }
        : null;

    /// <summary>The text of a value, or <see langword="null"/> where it is blank.</summary>
    public static string? NonBlank(JsonNode? node) => Text(node) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>Whether a value says yes; some servers send text.</summary>
    public static bool? Flag(JsonNode? node) => bool.TryParse(Text(node)?.Trim(), out var flag) ? flag : null;

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body[3..] : body;

    // Names that differ in case only are found out when an object is first looked into; that shall be here.
    private static void Touch(JsonNode? node)
    {
        if (node is JsonObject block)
        {
            foreach (var (_, value) in block)
                Touch(value);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
                Touch(item);
        }
    }
}
