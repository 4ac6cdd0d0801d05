using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using LdapVendorSync.Core.Audit.Comparison;

namespace LdapVendorSync.Core.Diagnostics.Reports.Comparisons;

/// <summary>Writes a comparison as JSON: one document, or a line for each finding (NDJSON).</summary>
internal static class ComparisonJson
{
    private static readonly ComparisonJsonContext Document = Create(isIndented: true);
    private static readonly ComparisonJsonContext Lines = Create(isIndented: false);

    /// <summary>Writes everything as one document; findings are written one by one.</summary>
    public static async Task WriteDocumentAsync(SystemComparison comparison, Stream stream, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(stream, comparison, Document.SystemComparison, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the list of comparisons, without their findings.</summary>
    public static async Task WriteListAsync(IReadOnlyList<SystemComparison> comparisons, Stream stream, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(stream, comparisons, Document.IReadOnlyListSystemComparison, cancellationToken)
            .ConfigureAwait(false);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a line for each finding.</summary>
    public static async Task WriteLinesAsync(SystemComparison comparison, Stream stream, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        foreach (var finding in comparison.Findings)
        {
            JsonSerializer.Serialize(buffer, FindingLine.Of(comparison, finding), Lines.FindingLine);
            buffer.WriteByte((byte)'\n');
            if (buffer.Length >= 64 * 1024)
                await SendAsync(buffer, stream, cancellationToken).ConfigureAwait(false);
        }

        await SendAsync(buffer, stream, cancellationToken).ConfigureAwait(false);
    }

    private static async Task SendAsync(MemoryStream buffer, Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken).ConfigureAwait(false);
        buffer.SetLength(0);
    }

    // Names of people stay readable; what could end a script element in a page stays escaped.
    private static ComparisonJsonContext Create(bool isIndented) => new(new JsonSerializerOptions(ComparisonJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        WriteIndented = isIndented,
    });
}

/// <summary>The generated serializers of comparisons.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, NewLine = "\n", IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(SystemComparison))]
[JsonSerializable(typeof(IReadOnlyList<SystemComparison>))]
[JsonSerializable(typeof(FindingLine))]
internal sealed partial class ComparisonJsonContext : JsonSerializerContext;
