using System.Text.Encodings.Web;
using System.Text.Json;

namespace LdapVendorSync.Bench.Reports;

/// <summary>A run of the bench for programs.</summary>
internal static class JsonReport
{
    private static readonly BenchReportJson Readable =
        new(new JsonSerializerOptions(BenchReportJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes the file; one that is there is replaced.</summary>
    public static async Task WriteAsync(BenchReport report, FileInfo file, CancellationToken cancellationToken)
    {
        await using var stream = file.Create();
        await JsonSerializer.SerializeAsync(stream, report, Readable.BenchReport, cancellationToken);
    }
}
