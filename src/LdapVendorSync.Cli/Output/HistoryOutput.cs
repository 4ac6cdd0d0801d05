using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.History;
using Spectre.Console;
using static LdapVendorSync.Cli.Output.OutputText;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes the list of runs to standard output.</summary>
internal static class HistoryOutput
{
    /// <summary>Writes the runs in the format asked for.</summary>
    public static async Task WriteAsync(IReadOnlyList<RunRecord> runs, OutputFormat format, Terminal terminal)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await OutputJson.WriteAsync(
                    runs.Select(HistoryDocument.Of), json => json.IEnumerableHistoryDocument, CancellationToken.None);
                break;
            case OutputFormat.Csv:
                await WriteCsvAsync(runs);
                break;
            default:
                WriteTable(runs, terminal.Output);
                break;
        }
    }

    /// <summary>Writes who ran a run, in one line for people.</summary>
    public static void WriteOrigin(RunRecord run, IAnsiConsole console)
    {
        var start = run.Start;
        var at = Local(start.StartedAt);
        var allowed = start.AllowRemovals ? ", with removals allowed" : string.Empty;
        var hash = start.ConfigHash is { } known ? $", configuration {known}" : string.Empty;
        var line = $"Run {start.Id}: {start.Command ?? "sync"} by {start.User} on {start.Host} at {at}{allowed}{hash}";
        console.Write(new Text(PrintableText.OneLine(line) + Environment.NewLine, Styles.Dim));
    }

    private static async Task WriteCsvAsync(IReadOnlyList<RunRecord> runs)
    {
        await using var writer = Terminal.OpenDataWriter();
        var csv = new CsvWriter(writer);
        await csv.WriteAsync(
            "runId", "startedAt", "finishedAt", "dryRun", "status", "exitCode",
            "added", "removed", "updated", "unchanged", "failed", "skipped", "blocked",
            "command", "host", "user", "configHash");
        foreach (var run in runs)
        {
            await csv.WriteAsync(
                run.Start.Id,
                Utc(run.Start.StartedAt),
                run.FinishedAt is { } finishedAt ? Utc(finishedAt) : null,
                run.Start.DryRun ? "true" : "false",
                run.Status?.ToString(),
                ExitCode(run),
                Number(run.Totals.Added),
                Number(run.Totals.Removed),
                Number(run.Totals.Updated),
                Number(run.Totals.Unchanged),
                Number(run.Totals.Failed),
                Number(run.Totals.Skipped),
                Number(run.Totals.Blocked),
                run.Start.Command,
                run.Start.Host,
                run.Start.User,
                run.Start.ConfigHash);
        }
    }

    private static void WriteTable(IReadOnlyList<RunRecord> runs, IAnsiConsole console)
    {
        if (runs.Count == 0)
        {
            console.Write(new Text("No run yet, or none that is asked for." + Environment.NewLine));
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Run", "Started", "Status", "Exit");
        table.AddNumberColumns("Added", "Removed", "Updated", "Failed", "Skipped", "Held");
        foreach (var run in runs)
        {
            table.AddRow(
                run.Start.Id,
                Local(run.Start.StartedAt),
                (run.Status?.ToString() ?? "unfinished") + (run.Start.DryRun ? " (dry run)" : string.Empty),
                ExitCode(run),
                Number(run.Totals.Added),
                Number(run.Totals.Removed),
                Number(run.Totals.Updated),
                Number(run.Totals.Failed),
                Number(run.Totals.Skipped),
                Number(run.Totals.Blocked));
        }

        console.Write(table);
    }

    private static string ExitCode(RunRecord run) => run.ExitCode is { } exitCode ? Number((int)exitCode) : string.Empty;
}
