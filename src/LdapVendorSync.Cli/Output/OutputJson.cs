using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.History;

namespace LdapVendorSync.Cli.Output;

/// <summary>The generated serializers of the verbs' results; a run has its own in the reports.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(MemberDocument))]
[JsonSerializable(typeof(IEnumerable<HistoryDocument>))]
[JsonSerializable(typeof(PurgeDocument))]
[JsonSerializable(typeof(IEnumerable<SnapshotDocument>))]
[JsonSerializable(typeof(SnapshotContentDocument))]
[JsonSerializable(typeof(IEnumerable<LegacyDocument>))]
[JsonSerializable(typeof(TraceDocument))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IAsyncEnumerable<RecordedChange>))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    /// <summary>Writes a document to standard output, with a line feed at its end.</summary>
    public static async Task WriteAsync<T>(T document, Func<OutputJson, JsonTypeInfo<T>> type, CancellationToken cancellationToken)
    {
        await using var stream = Terminal.OpenData();
        await JsonSerializer.SerializeAsync(stream, document, type(Create()), cancellationToken);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    // Names of people stay readable.
    private static OutputJson Create() =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
}
