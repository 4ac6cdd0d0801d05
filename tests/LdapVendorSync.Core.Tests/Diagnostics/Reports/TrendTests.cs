using System.Xml.Linq;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Diagnostics.Reports;

public sealed class TrendTests
{
    [Fact]
    public async Task Page_shows_how_the_last_runs_went_as_a_picture_and_as_figures()
    {
        var run = Runs.Eventful();
        var page = await WriteAsync(ReportContent.Of(run, Earlier(run, 3, added: 1000, failed: 1)));

        var chart = page.Descendants("figure").ShouldHaveSingleItem().Element("svg")!;
        chart.Attribute("role")!.Value.ShouldBe("img");
        chart.Element("title")!.Value.ShouldStartWith("4 runs from 2025-03-01 05:06:07 UTC to 2025-03-04 05:06:07 UTC: 4 with failures");
        chart.Elements("g").Select(bar => bar.Element("title")!.Value).Last().ShouldEndWith("1 added, 2 removed, 3 updated, 5 failed, 7 held");
        chart.Descendants("rect").ShouldAllBe(bar => (double)bar.Attribute("height")! >= 3);
        chart.Descendants("rect").ShouldAllBe(bar => (double)bar.Attribute("y")! >= 0);
        var table = page.Descendants("details").First().Descendants("tr").Skip(1).Select(row => row.Elements("td").First().Value).ToList();
        table.ShouldBe(["2025-03-04 05:06:07 UTC", "2025-03-03 05:06:07 UTC", "2025-03-02 05:06:07 UTC", "2025-03-01 05:06:07 UTC"]);
    }

    [Fact]
    public async Task First_run_has_no_trend()
    {
        (await WriteAsync(ReportContent.Of(Runs.Eventful()))).Descendants("figure").ShouldBeEmpty();
    }

    [Fact]
    public void Trend_counts_the_last_thirty_real_runs_that_came_to_an_end_before_this_one()
    {
        var run = Runs.Eventful();
        var history = Earlier(run, 50, added: 1, failed: 0).ToList();
        history[2] = history[2] with { Start = history[2].Start with { DryRun = true } };
        history[3] = history[3] with { Status = null };
        var later = new RunRecord(
            new RunStart { Id = "later", StartedAt = run.StartedAt.AddDays(1) }, null, SyncStatus.Failed, null, null, SyncTotals.Zero);

        var trend = ReportContent.Of(run, history.Append(later)).Trend;

        trend.Count.ShouldBe(TrendPoint.Most);
        trend[^1].RunId.ShouldBe(run.RunId);
        trend.ShouldBe(trend.OrderBy(point => point.StartedAt));
        trend.Select(point => point.RunId).ShouldNotContain(history[2].Start.Id);
        trend.Select(point => point.RunId).ShouldNotContain(history[3].Start.Id);
        trend.Select(point => point.RunId).ShouldNotContain("later");
    }

    [Fact]
    public void Run_of_the_history_counts_once()
    {
        var run = Runs.Eventful();
        var itself = new RunRecord(
            new RunStart { Id = run.RunId, StartedAt = run.StartedAt }, run.FinishedAt, run.Status, run.ExitCode, null, run.Totals);

        ReportContent.Of(run, [itself, .. Earlier(run, 1, added: 1, failed: 0)]).Trend.Count.ShouldBe(2);
    }

    private static IEnumerable<RunRecord> Earlier(SyncRun run, int count, int added, int failed) => Enumerable.Range(1, count).Select(day =>
    {
        var started = run.StartedAt.AddDays(-day);
        return new RunRecord(
            new RunStart { Id = $"run-{day}", StartedAt = started }, started.AddMinutes(1), SyncStatus.Succeeded, SyncExitCode.Done, null,
            new SyncTotals { Added = added, Failed = failed });
    });

    private static async Task<XElement> WriteAsync(ReportContent content)
    {
        await using var writer = new StringWriter();
        await HtmlReport.WriteAsync(content, writer, CancellationToken.None);
        return XDocument.Parse(writer.ToString()).Root!;
    }
}
