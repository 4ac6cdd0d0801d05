using System.Globalization;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>Writes a run as one HTML page that needs nothing else: no script, no asset, no connection.</summary>
public static class HtmlReport
{
    // Above this many changes a section starts folded, so that the page opens with what matters.
    private const int FoldAbove = 200;

    private const string NotDoneYet =
        "Nothing of this was done yet. Applying the plan reads and compares afresh, and does only what it still finds.";

    /// <summary>Writes the page; changes are written one by one.</summary>
    public static async Task WriteAsync(ReportContent content, TextWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(writer);
        var html = new HtmlBuilder(writer);
        var run = content.Run;
        WriteHead(html, content);
        WriteSummary(html, content);
        AttentionSection.Write(html, run);
        TrendChart.Write(html, content.Trend);
        foreach (var vendor in run.Vendors)
            WriteVendor(html, vendor, run.Changes.Where(outcome => outcome.Change.Vendor == vendor.Name));
        await WriteChangesAsync(html, run, cancellationToken).ConfigureAwait(false);
        var kind = content.Plan is null ? "run" : "plan";
        html.Markup("<footer>").Text($"LdapVendorSync · {kind} {run.RunId}").Markup("</footer>\n</body>\n</html>\n");
        await html.FlushAsync(cancellationToken).ConfigureAwait(false);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void WriteHead(HtmlBuilder html, ReportContent content) => html
        .Markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
        .Markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n")
        .Markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n")
        .Markup("<meta name=\"robots\" content=\"noindex\" />\n")
        .Element("title", $"{Title(content)} {content.Run.RunId}: {Status(content)}")
        .Markup("\n<style>\n").Markup(HtmlReportStyle.Css).Markup("</style>\n</head>\n<body>\n");

    private static void WriteSummary(HtmlBuilder html, ReportContent content)
    {
        var run = content.Run;
        html.Open("h1").Text(Title(content)).Text(" ")
            .Element("span", Status(content), $"badge {Tone(run.Status)}").Close("h1");
        html.Open("dl", "facts");
        if (content.Plan is { } plan)
            WriteFacts(html, plan);
        else
            WriteFacts(html, run);
        html.Close("dl");
        if (run.Error is not null)
            html.Element("p", run.Error, "error").Markup("\n");
        if (content.Plan is not null)
            html.Element("p", NotDoneYet).Markup("\n");
        else if (run.DryRun)
            html.Element("p", "A dry run: nothing was written. The counts say what a run would do.").Markup("\n");

        var totals = run.Totals;
        html.Open("ul", "totals");
        Total(html, "added", totals.Added, "good");
        Total(html, "removed", totals.Removed, "info");
        Total(html, "updated", totals.Updated, "info");
        // A plan does not know who stays as they are.
        if (content.Plan is null)
            Total(html, "unchanged", totals.Unchanged, null);
        Total(html, "failed", totals.Failed, "bad");
        Total(html, "skipped", totals.Skipped, "warn");
        Total(html, "held", totals.Blocked, "warn");
        html.Close("ul");
    }

    private static void WriteFacts(HtmlBuilder html, SyncRun run)
    {
        Fact(html, "Run", run.RunId);
        Fact(html, "Started", RunTexts.Describe(run.StartedAt));
        Fact(html, "Duration", RunTexts.Describe(run.Duration));
        var exitCode = RunTexts.Describe(run.ExitCode, run.Changes);
        Fact(html, "Exit code", string.Create(CultureInfo.InvariantCulture, $"{(int)run.ExitCode}: {exitCode}"));
        if (run.Plan is { } plan)
            Fact(html, "Plan", PlanRefusal.Describe(plan));
        if (run.Undo is { } undo)
            Fact(html, "Undo", UndoText.Describe(undo));
    }

    private static void WriteFacts(HtmlBuilder html, SyncPlan plan)
    {
        Fact(html, "Plan", plan.Id);
        Fact(html, "Read", RunTexts.Describe(plan.CreatedAt));
        Fact(html, "Expires", RunTexts.Describe(plan.ExpiresAt));
        Fact(html, "Made by", $"{plan.Header.User} on {plan.Header.Host}");
    }

    private static void WriteVendor(HtmlBuilder html, VendorRun vendor, IEnumerable<ChangeOutcome> changes)
    {
        html.Open("h2").Text(vendor.Name).Text(" ")
            .Element("span", RunTexts.Describe(vendor.Status, changes), $"badge {Tone(vendor.Status)}").Close("h2");
        if (vendor.Groups.Count == 0)
            return;
        html.TableHead(
            "Source group", "Vendor group", "Source", "Vendor", "Read",
            "Added", "Removed", "Updated", "Unchanged", "Failed", "Skipped", "Held", "Time");
        foreach (var group in vendor.Groups)
        {
            html.Open("tr")
                .Cell("Source group", group.Mapping.SourceGroup)
                .Cell("Vendor group", group.Mapping.VendorGroup)
                .Count("Source", group.SourceMembers)
                .Count("Vendor", group.VendorMembers)
                .Cell("Read", group.Completeness.ToString(), group.Completeness == CompletenessStatus.Complete ? "word" : "word warn")
                .Count("Added", group.Totals.Added, "good")
                .Count("Removed", group.Totals.Removed, "info")
                .Count("Updated", group.Totals.Updated, "info")
                .Count("Unchanged", group.Totals.Unchanged)
                .Count("Failed", group.Totals.Failed, "bad")
                .Count("Skipped", group.Totals.Skipped, "warn")
                .Count("Held", group.Totals.Blocked, "warn")
                .Cell("Time", RunTexts.Describe(group.Duration), "number")
                .Close("tr");
        }

        html.TableEnd();
    }

    private static async Task WriteChangesAsync(HtmlBuilder html, SyncRun run, CancellationToken cancellationToken)
    {
        await WriteChangesAsync(html, run, "Failed", ChangeResult.Failed, cancellationToken).ConfigureAwait(false);
        await WriteChangesAsync(html, run, "Held by a guard", ChangeResult.Blocked, cancellationToken).ConfigureAwait(false);
        await WriteChangesAsync(html, run, "Refused, though planned", ChangeResult.Refused, cancellationToken).ConfigureAwait(false);
        await WriteChangesAsync(html, run, "Skipped", ChangeResult.Skipped, cancellationToken).ConfigureAwait(false);
        await WriteChangesAsync(html, run, "Would be done", ChangeResult.Planned, cancellationToken).ConfigureAwait(false);
        await WriteChangesAsync(html, run, "Done", ChangeResult.Applied, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteChangesAsync(
        HtmlBuilder html, SyncRun run, string heading, ChangeResult result, CancellationToken cancellationToken)
    {
        var count = run.Changes.Count(outcome => outcome.Result == result);
        if (count == 0)
            return;
        html.Element("h2", heading).Markup(count > FoldAbove ? "\n<details>" : "\n<details open=\"open\">")
            .Element("summary", count == 1 ? "1 change" : $"{HtmlBuilder.Number(count)} changes")
            .TableHead("Vendor", "Group", "Action", "Person", "What differs", "Why");
        foreach (var outcome in run.Changes.Where(outcome => outcome.Result == result))
        {
            WriteChange(html, outcome);
            await html.FlushIfLargeAsync(cancellationToken).ConfigureAwait(false);
        }

        html.TableEnd().Close("details");
    }

    private static void WriteChange(HtmlBuilder html, ChangeOutcome outcome) => html
        .Open("tr")
        .Cell("Vendor", outcome.Change.Vendor)
        .Cell("Group", outcome.Change.Group)
        .Cell("Action", outcome.Change.Action.ToString())
        .Cell("Person", outcome.Change.User)
        .Cell("What differs", outcome.DifferenceText())
        .Cell("Why", outcome.Message is null ? outcome.Change.Reason : $"{outcome.Message} ({outcome.Change.Reason})")
        .Close("tr");

    private static void Fact(HtmlBuilder html, string name, string value) => html.Element("dt", name).Element("dd", value).Markup("\n");

    private static void Total(HtmlBuilder html, string name, int count, string? tone) => html
        .Open("li")
        .Element("b", HtmlBuilder.Number(count), count == 0 ? "none" : tone)
        .Text(name)
        .Close("li");

    private static string Title(ReportContent content) => content switch
    {
        { Plan: not null } => "Plan",
        { Run.DryRun: true } => "Sync, dry run",
        _ => "Sync",
    };

    private static string Status(ReportContent content) => content switch
    {
        { Plan: not null, Run.Status: SyncStatus.CompletedWithFailures } => "not all groups could be compared",
        { Plan: not null, Run.Status: SyncStatus.Succeeded } => "ready",
        _ => RunTexts.Describe(content.Run.Status, content.Run.Changes),
    };

    private static string Tone(SyncStatus status) => status switch
    {
        SyncStatus.Succeeded => "good",
        SyncStatus.Blocked => "warn",
        _ => "bad",
    };
}
