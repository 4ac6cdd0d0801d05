using System.Runtime.Versioning;
using System.Text.Json;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Reports;

namespace LdapVendorSync.Core.Tests.Diagnostics.Reports;

public sealed class ReportWriterTests : IDisposable
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("reports-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Report_of_each_format_lies_under_the_runs_id()
    {
        var run = Runs.Eventful();
        var reports = Path.Combine(_folder, "new", "reports");

        var paths = await ReportWriter.WriteAsync(
            ReportContent.Of(run), reports, [ReportFormat.Html, ReportFormat.Json, ReportFormat.Csv], CancellationToken.None);

        paths.Select(Path.GetFileName).ShouldBe([$"{run.RunId}.html", $"{run.RunId}.json", $"{run.RunId}.csv"]);
        Directory.GetFiles(reports).Order().ShouldBe(paths.Order());
        (await File.ReadAllTextAsync(paths[0])).ShouldStartWith("<!DOCTYPE html>");
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(paths[1]));
        json.RootElement.GetProperty("runId").GetString().ShouldBe(run.RunId);
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Report_is_readable_by_its_owner_alone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has access lists in place of modes.");
        var above = Path.Combine(_folder, "new");
        var reports = Path.Combine(above, "reports");

        var paths = await ReportWriter.WriteAsync(ReportContent.Of(Runs.Eventful()), reports, [ReportFormat.Html], CancellationToken.None);

        File.GetUnixFileMode(paths[0]).ShouldBe(OwnerReadsAndWrites);
        File.GetUnixFileMode(reports).ShouldBe(OwnerReadsAndWrites | UnixFileMode.UserExecute);
        File.GetUnixFileMode(above).ShouldBe(OwnerReadsAndWrites | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Report_that_cannot_be_written_whole_leaves_nothing_behind()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(
            () => ReportWriter.WriteAsync(ReportContent.Of(Runs.Long(10_000)), _folder, [ReportFormat.Json], cancelled.Token));

        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Second_report_of_a_run_replaces_the_first()
    {
        var run = Runs.Eventful();
        await ReportWriter.WriteAsync(ReportContent.Of(run), _folder, [ReportFormat.Csv], CancellationToken.None);

        await ReportWriter.WriteAsync(ReportContent.Of(run with { Changes = [] }), _folder, [ReportFormat.Csv], CancellationToken.None);

        CsvRecords.Parse(await File.ReadAllTextAsync(Directory.GetFiles(_folder).ShouldHaveSingleItem())).ShouldHaveSingleItem();
    }
}
