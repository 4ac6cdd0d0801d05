using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History;

/// <summary>The JSON inside columns.</summary>
[JsonSerializable(typeof(IReadOnlyList<AttributeDifference>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class HistoryJson : JsonSerializerContext
{
    /// <summary>Leaves names of people readable in the file; nothing of it is ever put into a web page unescaped.</summary>
    public static HistoryJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
