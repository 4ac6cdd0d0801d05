using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
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
    /// <summary>The options of standard output: names of people stay readable.</summary>
    public static OutputJson Create() =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
}
