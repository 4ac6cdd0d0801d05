using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Diagnostics.Reports;
using Spectre.Console;
using static LdapVendorSync.Cli.Output.OutputText;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes lists of snapshots of systems, and what is known of one, to standard output.</summary>
internal static class SnapshotOutput
{
    /// <summary>Writes a list of snapshots.</summary>
    public static async Task WriteAsync(IReadOnlyList<SystemSnapshot> snapshots, OutputFormat format, Terminal terminal)
    {
        if (format == OutputFormat.Json)
            await OutputJson.WriteAsync(snapshots.Select(SnapshotDocument.Of), json => json.IEnumerableSnapshotDocument, CancellationToken.None);
        else if (format == OutputFormat.Csv)
            await WriteCsvAsync(snapshots);
        else
            WriteTable(snapshots, terminal.Output);
    }

    /// <summary>Writes what is known of a snapshot, for people.</summary>
    public static void Describe(SystemSnapshot snapshot, IAnsiConsole console)
    {
        Line($"Snapshot {snapshot.Number} of {Side(snapshot.Side)} {snapshot.System} ({snapshot.Kind}), taken {Local(snapshot.TakenAt)}");
        Line($"{Number(snapshot.Users)} people, {Number(snapshot.Groups)} groups, {Number(snapshot.Memberships)} memberships, {Number(snapshot.Nestings)} groups within groups");
        Line(snapshot.IsComplete
            ? "Complete: everything was read to its proved end."
            : "Not complete; what is missing here need not be gone:");
        foreach (var doubt in snapshot.Doubts)
            Line($"  {doubt}");

        void Line(string text) => console.Write(new Text(PrintableText.OneLine(text) + Environment.NewLine));
    }

    /// <summary>How a side is called in sentences and tables.</summary>
    public static string Side(SystemSide side) => side == SystemSide.Source ? "source" : "vendor";

    private static async Task WriteCsvAsync(IReadOnlyList<SystemSnapshot> snapshots)
    {
        await using var writer = Terminal.OpenDataWriter();
        var csv = new CsvWriter(writer);
        await csv.WriteAsync(
            "number", "system", "side", "kind", "startedAt", "takenAt", "complete", "users", "groups", "memberships", "nestings", "doubts");
        foreach (var snapshot in snapshots)
        {
            await csv.WriteAsync(
                Number(snapshot.Number),
                snapshot.System,
                snapshot.Side.ToString(),
                snapshot.Kind,
                Utc(snapshot.StartedAt),
                Utc(snapshot.TakenAt),
                snapshot.IsComplete ? "true" : "false",
                Number(snapshot.Users),
                Number(snapshot.Groups),
                Number(snapshot.Memberships),
                Number(snapshot.Nestings),
                string.Join(' ', snapshot.Doubts));
        }
    }

    private static void WriteTable(IReadOnlyList<SystemSnapshot> snapshots, IAnsiConsole console)
    {
        if (snapshots.Count == 0)
        {
            console.Write(new Text("No snapshot yet, or none that is asked for." + Environment.NewLine));
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddNumberColumns("Number");
        table.AddColumns("System", "Side", "Kind", "Taken", "Complete");
        table.AddNumberColumns("Users", "Groups", "Memberships", "Nestings");
        foreach (var snapshot in snapshots)
        {
            table.AddRow(
                Cell(Number(snapshot.Number)),
                Cell(snapshot.System),
                Cell(Side(snapshot.Side)),
                Cell(snapshot.Kind),
                Cell(Local(snapshot.TakenAt)),
                Cell(snapshot.IsComplete ? "yes" : "no"),
                Cell(Number(snapshot.Users)),
                Cell(Number(snapshot.Groups)),
                Cell(Number(snapshot.Memberships)),
                Cell(Number(snapshot.Nestings)));
        }

        console.Write(table);
    }
}
