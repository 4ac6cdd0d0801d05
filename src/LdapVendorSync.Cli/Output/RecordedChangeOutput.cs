using System.Globalization;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.History;
using Spectre.Console;
using static LdapVendorSync.Cli.Output.OutputText;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes changes of the history to standard output.</summary>
internal static class RecordedChangeOutput
{
    // A terminal is for the gist; the other formats have everything.
    private const int MostRows = 1000;

    /// <summary>Writes the changes in the format asked for.</summary>
    public static async Task WriteAsync(
        IAsyncEnumerable<RecordedChange> changes, OutputFormat format, Terminal terminal, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await OutputJson.WriteAsync(changes, json => json.IAsyncEnumerableRecordedChange, cancellationToken);
                break;
            case OutputFormat.Csv:
                await WriteCsvAsync(changes, cancellationToken);
                break;
            default:
                await WriteTableAsync(changes, terminal.Output, cancellationToken);
                break;
        }
    }

    private static async Task WriteCsvAsync(IAsyncEnumerable<RecordedChange> changes, CancellationToken cancellationToken)
    {
        await using var writer = Terminal.OpenDataWriter();
        var csv = new CsvWriter(writer);
        await csv.WriteAsync(
            "runId", "at", "vendor", "group", "operation", "person", "outcome", "rule", "message", "differences", "reason", "source",
            "sourceId", "vendorId", "matchKey", "durationMs", "requestId", "finishedAt", "resolvedBy", "firstRunId", "firstAt", "runs");
        await foreach (var change in changes.WithCancellation(cancellationToken))
        {
            await csv.WriteAsync(
                change.RunId,
                Utc(change.At),
                change.Vendor,
                change.Group,
                change.Operation?.ToString(),
                change.Person,
                change.Outcome.ToString(),
                change.Rule,
                change.Message,
                string.Join("; ", change.Differences),
                change.Reason,
                change.Source,
                change.SourceId,
                change.VendorId,
                change.MatchKey,
                change.Duration is { } duration ? duration.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) : null,
                change.RequestId,
                change.FinishedAt is { } finishedAt ? Utc(finishedAt) : null,
                change.ResolvedBy,
                change.FirstRunId,
                Utc(change.FirstAt),
                Number(change.Runs));
        }
    }

    private static async Task WriteTableAsync(
        IAsyncEnumerable<RecordedChange> changes, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("Run", "Time", "Vendor", "Group", "Operation", "Person", "Outcome", "Details");
        var more = 0;
        await foreach (var change in changes.WithCancellation(cancellationToken))
        {
            if (table.Rows.Count == MostRows)
            {
                more++;
                continue;
            }

            table.AddRow(
                Cell(change.RunId),
                Cell(Local(change.At)),
                Cell(change.Vendor),
                Cell(change.Group ?? string.Empty),
                Cell(change.Operation?.ToString() ?? string.Empty),
                Cell(change.Person),
                new Text(change.Outcome.ToString(), StyleOf(change.Outcome)),
                Cell(Details(change)));
        }

        if (table.Rows.Count == 0)
            console.Write(new Text("No such change." + Environment.NewLine));
        else
            console.Write(table);
        if (more > 0)
            console.Write(new Text($"... and {more} more; --output json and csv have all of them.{Environment.NewLine}", Styles.Dim));
    }

    private static string Details(RecordedChange change)
    {
        var text = change.Message ?? (change.Differences.Count > 0 ? string.Join("; ", change.Differences) : change.Reason);
        if (change.Runs > 1)
            text = $"{text} Since {change.FirstAt.ToLocalTime():yyyy-MM-dd HH:mm:ss}, {change.Runs} runs in a row.";
        return change.RequestId is { } id ? $"{text} (request id {id})" : text;
    }

    private static Style? StyleOf(RecordedOutcome outcome) => outcome switch
    {
        RecordedOutcome.Applied => Styles.Good,
        RecordedOutcome.Failed or RecordedOutcome.Unknown => Styles.Bad,
        _ => Styles.Warning,
    };
}
