using System.Globalization;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Undo;
using Spectre.Console;
using static LdapVendorSync.Cli.Output.OutputText;

namespace LdapVendorSync.Cli.Output;

/// <summary>A run for people: what would change, what went wrong, the counts of each mapping, and one closing sentence.</summary>
internal static class RunTable
{
    // A terminal is for the gist; the report and the other formats have everything.
    private const int MostFaults = 20;
    private const int MostPlanned = 1000;

    /// <summary>Writes a run.</summary>
    public static void Write(SyncRun run, IAnsiConsole console, bool showPlanned)
    {
        if (showPlanned)
            WriteChanges(run, ChangeResult.Planned, null, MostPlanned, console);
        WriteChanges(run, ChangeResult.Failed, "Failed", MostFaults, console);
        WriteChanges(run, ChangeResult.Skipped, "Skipped", MostFaults, console);
        WriteChanges(run, ChangeResult.Blocked, "Held by a guard", MostFaults, console);
        if (run.Undo is null)
            WriteChanges(run, ChangeResult.Refused, "Refused (in the plan, but not made)", MostFaults, console);
        else
            WriteChanges(run, ChangeResult.Refused, "Not undone", MostPlanned, console);
        WriteSummary(run, console);
        WriteNotes(run, console);
        WriteClosing(run, console);
    }

    private static void WriteChanges(SyncRun run, ChangeResult result, string? heading, int most, IAnsiConsole console)
    {
        var changes = run.Changes.Where(outcome => outcome.Result == result).ToList();
        if (changes.Count == 0)
            return;
        if (heading is not null)
            Line(console, $"{heading}:", Styles.Strong);
        ChangeTable.Write(changes.Take(most), console);
        if (changes.Count > most)
            Line(console, $"... and {Number(changes.Count - most)} more; --output json and csv have all of them.", Styles.Dim);
    }

    private static void WriteSummary(SyncRun run, IAnsiConsole console)
    {
        var groups = run.Vendors.SelectMany(vendor => vendor.Groups.Select(group => (Vendor: vendor, Group: group))).ToList();
        if (groups.Count == 0)
            return;

        var columns = Columns(run.Totals);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Vendor", "Group");
        table.AddNumberColumns(columns.Select(column => column.Name));
        foreach (var (vendor, group) in groups)
        {
            table.AddRow(
            [
                Cell(vendor.Name),
                Cell(group.Mapping.VendorGroup),
                .. columns.Select(column => column.Cell(group)),
            ]);
        }

        if (groups.Count > 1)
            table.AddRow([Cell("Total"), Cell(string.Empty), .. columns.Select(column => column.Sum(run.Totals))]);
        console.Write(table);
    }

    private static void WriteNotes(SyncRun run, IAnsiConsole console)
    {
        if (run.SetAsideHistory is { } history)
            Line(console, $"The history was damaged, and a new one was begun; the damaged file is kept as '{history}'.", Styles.Bad);
        foreach (var vendor in run.Vendors)
        {
            if (vendor.Error is not null)
                Line(console, $"{vendor.Name}: {vendor.Error}", Styles.Bad);
            foreach (var group in vendor.Groups)
                WriteNotes(group, console);
        }
    }

    private static void WriteNotes(GroupRun group, IAnsiConsole console)
    {
        if (group.Error is not null)
            Line(console, $"{group.Mapping}: {group.Error}", Styles.Bad);
        foreach (var guard in group.BlockedBy)
            Line(console, $"{group.Mapping}: {guard}", Styles.Warning);
        foreach (var reason in group.Reasons.Where(reason => reason != group.Error))
            Line(console, $"{group.Mapping}: {reason}", Styles.Warning);
    }

    private static void WriteClosing(SyncRun run, IAnsiConsole console)
    {
        var style = run.ExitCode switch
        {
            SyncExitCode.Done => Styles.Good,
            SyncExitCode.RemovalsHeld or SyncExitCode.ChangesPending => Styles.Warning,
            _ => Styles.Bad,
        };
        foreach (var line in run.Error?.Split('\n') ?? [])
            Line(console, line, Styles.Bad);
        if (run.Plan is { } plan)
            WritePlan(plan, run.DryRun, console);
        if (run.Undo is { } undo)
            Line(console, UndoText.Describe(undo, run.DryRun), Styles.Strong);
        if (HasResult(run))
            Line(console, Closing(run), style);
    }

    private static void WritePlan(PlanUse plan, bool isDryRun, IAnsiConsole console)
    {
        foreach (var drift in plan.Drift)
            Line(console, drift, Styles.Dim);
        var applied = isDryRun ? "would be applied" : "applied";
        var parts = new[]
        {
            $"{Number(plan.Applied)} of {Number(plan.Changes)} changes {applied}",
            plan.Refused == 0 ? null : $"{Number(plan.Refused)} refused ({Number(plan.NoLongerNeeded)} no longer needed)",
            plan.Held == 0 ? null : $"{Number(plan.Held)} held",
            plan.LeftOut == 0 ? null : $"{Number(plan.LeftOut)} further changes left out, because it does not have them",
        };
        Line(console, $"Plan {plan.Id} of {plan.User} on {plan.Host}: {string.Join(", ", parts.OfType<string>())}.", Styles.Strong);
    }

    // Of a run that was stopped as a whole the error says everything; "no changes" would sound as if somebody had looked.
    private static bool HasResult(SyncRun run) =>
        run.Error is null || (run.Vendors.Count > 0 && run.ExitCode != SyncExitCode.NoSourceReadable);

    private static string Outcome(SyncRun run)
    {
        var isIncomplete = run.Totals.Failed > 0 || run.Vendors.Any(vendor => vendor.Error is not null);
        var isLessThanAsked = run.Error is not null || run.Plan?.Refused > 0 || run.Undo?.NotUndone > 0;
        return run.ExitCode == SyncExitCode.FinishedWithFailures && isLessThanAsked && !isIncomplete
            ? "Finished, but not with all that was asked for."
            : RunTexts.Describe(run.ExitCode, run.Changes);
    }

    private static string Closing(SyncRun run)
    {
        var totals = run.Totals;
        var done = totals.Changes == 0
            ? "no changes"
            : $"{Number(totals.Added)} added, {Number(totals.Removed)} removed, {Number(totals.Updated)} updated";
        var faults = string.Concat(
            Fault(totals.Failed, "failed"), Fault(totals.Skipped, "skipped"), Fault(totals.Blocked, "held"));
        var kind = run.DryRun ? "Dry run, nothing was written. " : string.Empty;
        var end = $"{Number(totals.Unchanged)} unchanged{faults} in {RunTexts.Describe(run.Duration)}";
        return $"{kind}{Outcome(run)} {Sentence(done)}, {end}.";
    }

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string Fault(int count, string word) => count == 0 ? string.Empty : $", {Number(count)} {word}";

    private static List<CountColumn> Columns(SyncTotals totals)
    {
        List<CountColumn> columns =
        [
            new("Source members", group => group.SourceMembers, null),
            new("Vendor members", group => group.VendorMembers, null),
            new("Added", group => group.Totals.Added, sum => sum.Added, Styles.Good),
            new("Removed", group => group.Totals.Removed, sum => sum.Removed, Styles.Good),
            new("Updated", group => group.Totals.Updated, sum => sum.Updated, Styles.Good),
            new("Unchanged", group => group.Totals.Unchanged, sum => sum.Unchanged),
        ];
        // What is rare gets a column only when it is there.
        if (totals.Failed > 0)
            columns.Add(new("Failed", group => group.Totals.Failed, sum => sum.Failed, Styles.Bad));
        if (totals.Skipped > 0)
            columns.Add(new("Skipped", group => group.Totals.Skipped, sum => sum.Skipped, Styles.Warning));
        if (totals.Blocked > 0)
            columns.Add(new("Held", group => group.Totals.Blocked, sum => sum.Blocked, Styles.Warning));
        return columns;
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static void Line(IAnsiConsole console, string line, Style style) =>
        console.Write(new Text(PrintableText.OneLine(line) + Environment.NewLine, style));

    /// <summary>A column of counts.</summary>
    private sealed record CountColumn(string Name, Func<GroupRun, int?> OfGroup, Func<SyncTotals, int>? OfTotals, Style? Style = null)
    {
        public Text Cell(GroupRun group) => Count(OfGroup(group));

        public Text Sum(SyncTotals totals) => OfTotals is null ? new Text(string.Empty) : Count(OfTotals(totals));

        private Text Count(int? count) => count switch
        {
            null => new Text("-", Styles.Dim),
            0 => new Text("0", Styles.Dim),
            _ => new Text(Number(count.Value), Style),
        };
    }
}
