using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.History.Snapshots;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>Turns comparisons into what is stored of them, and back.</summary>
internal static class SystemComparisonCodec
{
    private const int FindingsOfABody = 4_000;

    // As the other JSON of the history: names of people in the form in which a purge looks for them.
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
        .Select(portion => SnapshotCodec.Pack(JsonSerializer.SerializeToUtf8Bytes(portion, Json.SystemFindingArray)))];

    /// <summary>Reads a portion.</summary>
    /// <exception cref="HistoryException">It is damaged.</exception>
    public static SystemFinding[] ReadFindings(byte[] body) =>
        Guard(() => JsonSerializer.Deserialize(SnapshotCodec.Unpack(body), Json.SystemFindingArray)!);

    /// <summary>A portion with its text rewritten; <see langword="null"/> where nothing changes.</summary>
    public static byte[]? Rewrite(byte[] body, Func<string, string> rewrite)
    {
        var text = Encoding.UTF8.GetString(SnapshotCodec.Unpack(body));
        var rewritten = rewrite(text);
        return rewritten == text ? null : SnapshotCodec.Pack(Encoding.UTF8.GetBytes(rewritten));
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or InvalidOperationException)
        {
            throw new HistoryException(
                HistoryFailure.Damaged, $"A comparison of the history is damaged: {error.Message.TrimEnd('.')}.", error);
        }
    }
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
