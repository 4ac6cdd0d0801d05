using System.Globalization;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>Writes a run as one HTML page that needs nothing else: no script, no asset, no connection.</summary>
public static class HtmlReport
{
    // Above this many changes a section starts folded, so that the page opens with what matters.
    private const int FoldAbove = 200;

    /// <summary>Writes the page; changes are written one by one.</summary>
    public static async Task WriteAsync(SyncRun run, TextWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        var html = new HtmlBuilder(writer);
        WriteHead(html, run);
        WriteSummary(html, run);
        WriteAttention(html, run);
        foreach (var vendor in run.Vendors)
            WriteVendor(html, vendor);
        await WriteChangesAsync(html, run, cancellationToken).ConfigureAwait(false);
        html.Markup("<footer>").Text($"LdapVendorSync · run {run.RunId}").Markup("</footer>\n</body>\n</html>\n");
        await html.FlushAsync(cancellationToken).ConfigureAwait(false);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void WriteHead(HtmlBuilder html, SyncRun run) => html
        .Markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
        .Markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n")
        .Markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n")
        .Markup("<meta name=\"robots\" content=\"noindex\" />\n")
        .Element("title", $"{Title(run)} {run.RunId}: {run.Status}")
        .Markup("\n<style>\n").Markup(HtmlReportStyle.Css).Markup("</style>\n</head>\n<body>\n");

    private static void WriteSummary(HtmlBuilder html, SyncRun run)
    {
        html.Open("h1").Text(Title(run)).Text(" ").Element("span", Words(run.Status), $"badge {Tone(run.Status)}").Close("h1");
        html.Open("dl", "facts");
        Fact(html, "Run", run.RunId);
        Fact(html, "Started", run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        Fact(html, "Duration", RunTexts.Describe(run.Duration));
        Fact(html, "Exit code", string.Create(CultureInfo.InvariantCulture, $"{(int)run.ExitCode}: {RunTexts.Describe(run.ExitCode)}"));
        if (run.Plan is { } plan)
            Fact(html, "Plan", PlanRefusal.Describe(plan));
        if (run.Undo is { } undo)
            Fact(html, "Undo", UndoText.Describe(undo));
        html.Close("dl");
        if (run.Error is not null)
            html.Element("p", run.Error, "error").Markup("\n");
        if (run.DryRun)
            html.Element("p", "A dry run: nothing was written. The counts say what a run would do.").Markup("\n");

        var totals = run.Totals;
        html.Open("ul", "totals");
        Total(html, "added", totals.Added, "good");
        Total(html, "removed", totals.Removed, "info");
        Total(html, "updated", totals.Updated, "info");
        Total(html, "unchanged", totals.Unchanged, null);
        Total(html, "failed", totals.Failed, "bad");
        Total(html, "skipped", totals.Skipped, "warn");
        Total(html, "held", totals.Blocked, "warn");
        html.Close("ul");
    }

    private static void WriteAttention(HtmlBuilder html, SyncRun run)
    {
        var vendorErrors = run.Vendors.Where(vendor => vendor.Error is not null).ToList();
        var groups = run.Vendors.SelectMany(vendor => vendor.Groups)
            .Where(group => group.Error is not null || group.BlockedBy.Count > 0 || group.Reasons.Count > 0)
            .ToList();
        if (vendorErrors.Count == 0 && groups.Count == 0)
            return;

        html.Element("h2", "What needs attention").Markup("\n");
        foreach (var vendor in vendorErrors)
            html.Element("h3", vendor.Name).Element("p", vendor.Error, "error").Markup("\n");
        foreach (var group in groups)
            WriteAttention(html, group);
    }

    private static void WriteAttention(HtmlBuilder html, GroupRun group)
    {
        html.Element("h3", group.Mapping.ToString());
        if (group.Error is not null)
            html.Element("p", group.Error, "error");
        foreach (var guard in group.BlockedBy)
            html.Element("p", guard, "held");
        if (group.Reasons.Count == 0)
            return;
        html.Open("ul");
        foreach (var reason in group.Reasons)
            html.Element("li", reason);
        html.Close("ul");
    }

    private static void WriteVendor(HtmlBuilder html, VendorRun vendor)
    {
        html.Open("h2").Text(vendor.Name).Text(" ").Element("span", Words(vendor.Status), $"badge {Tone(vendor.Status)}").Close("h2");
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
                .Cell("Read", group.Completeness.ToString(), group.Completeness == Members.CompletenessStatus.Complete ? null : "warn")
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

    private static string Title(SyncRun run) => run.DryRun ? "Sync, dry run" : "Sync";

    private static string Words(SyncStatus status) => status switch
    {
        SyncStatus.Succeeded => "succeeded",
        SyncStatus.CompletedWithFailures => "completed with failures",
        SyncStatus.Blocked => "removals held",
        SyncStatus.Failed => "failed",
        SyncStatus.Cancelled => "cancelled",
        _ => status.ToString(),
    };

    private static string Tone(SyncStatus status) => status switch
    {
        SyncStatus.Succeeded => "good",
        SyncStatus.Blocked => "warn",
        _ => "bad",
    };
}
