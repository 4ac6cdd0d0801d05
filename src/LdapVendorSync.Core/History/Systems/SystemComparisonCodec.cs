using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.History.Snapshots;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>Turns comparisons into what is stored of them, and back.</summary>
internal static class SystemComparisonCodec
{
    private const int FindingsOfABody = 4_000;

    // As the other JSON of the history: names of people as they are.
    private static readonly SystemComparisonJson Json =
        new(new JsonSerializerOptions(SystemComparisonJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Everything but the findings.</summary>
    public static string WriteHeader(SystemComparison comparison) =>
        JsonSerializer.Serialize(comparison with { Number = null, Findings = [] }, Json.SystemComparison);

    /// <summary>Reads what <see cref="WriteHeader"/> wrote.</summary>
    /// <exception cref="HistoryException">It is damaged.</exception>
    public static SystemComparison ReadHeader(int number, string header) =>
        Guard(() => JsonSerializer.Deserialize(header, Json.SystemComparison)! with { Number = number });

    /// <summary>The findings in portions.</summary>
    public static List<byte[]> WriteFindings(IReadOnlyList<SystemFinding> findings) => [.. findings
        .Chunk(FindingsOfABody)
        .Select(Pack)];

    /// <summary>Reads a portion.</summary>
    /// <exception cref="HistoryException">It is damaged.</exception>
    public static SystemFinding[] ReadFindings(byte[] body) =>
        Guard(() => JsonSerializer.Deserialize(SnapshotCodec.Unpack(body), Json.SystemFindingArray)!);

    /// <summary>A header with its doubts rewritten; <see langword="null"/> where nothing changes.</summary>
    /// <exception cref="HistoryException">It is damaged.</exception>
    public static string? RewriteHeader(string header, Func<string, string> rewrite)
    {
        var comparison = ReadHeader(0, header);
        var rewritten = WriteHeader(comparison with
        {
            Reference = Rewrite(comparison.Reference, rewrite),
            Difference = Rewrite(comparison.Difference, rewrite),
            Doubts = [.. comparison.Doubts.Select(doubt => doubt with { Reason = rewrite(doubt.Reason) })],
        });
        return rewritten == WriteHeader(comparison) ? null : rewritten;
    }

    /// <summary>A portion with its texts rewritten; <see langword="null"/> where nothing changes.</summary>
    /// <exception cref="HistoryException">It is damaged.</exception>
    public static byte[]? RewriteFindings(byte[] body, Func<string, string> rewrite)
    {
        var findings = ReadFindings(body);
        var rewritten = Array.ConvertAll(findings, finding => Rewrite(finding, rewrite));
        return rewritten.SequenceEqual(findings) ? null : Pack(rewritten);
    }

    private static byte[] Pack(SystemFinding[] findings) =>
        SnapshotCodec.Pack(JsonSerializer.SerializeToUtf8Bytes(findings, Json.SystemFindingArray));

    private static SystemSnapshot Rewrite(SystemSnapshot snapshot, Func<string, string> rewrite) =>
        snapshot with { Doubts = [.. snapshot.Doubts.Select(rewrite)] };

    // Value by value: who is called 'info' is no reason to rewrite a severity.
    private static SystemFinding Rewrite(SystemFinding finding, Func<string, string> rewrite)
    {
        return finding with
        {
            Person = Value(finding.Person),
            PersonName = Value(finding.PersonName),
            ReferencePersonId = Value(finding.ReferencePersonId),
            DifferencePersonId = Value(finding.DifferencePersonId),
            ReferenceGroup = Value(finding.ReferenceGroup),
            DifferenceGroup = Value(finding.DifferenceGroup),
            ReferenceGroupId = Value(finding.ReferenceGroupId),
            DifferenceGroupId = Value(finding.DifferenceGroupId),
            NestedGroup = Value(finding.NestedGroup),
            ReferenceValue = Value(finding.ReferenceValue),
            DifferenceValue = Value(finding.DifferenceValue),
            Message = rewrite(finding.Message),
        };

        string? Value(string? value) => value is null ? null : rewrite(value);
    }

    private static T Guard<T>(Func<T> read) => DamagedRecord.Guard("A comparison", read);
}

/// <summary>The JSON of stored comparisons.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SystemComparison))]
[JsonSerializable(typeof(SystemFinding[]))]
internal sealed partial class SystemComparisonJson : JsonSerializerContext;
