using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Diagnostics.Reports;
using Spectre.Console;
using static LdapVendorSync.Cli.Output.OutputText;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes people who are gone from systems to standard output.</summary>
internal static class LegacyOutput
{
    /// <summary>Writes them in the format asked for.</summary>
    public static async Task WriteAsync(IReadOnlyList<LegacyPerson> people, OutputFormat format, Terminal terminal)
    {
        if (format == OutputFormat.Json)
            await OutputJson.WriteAsync(people.Select(LegacyDocument.Of), json => json.IEnumerableLegacyDocument, CancellationToken.None);
        else if (format == OutputFormat.Csv)
            await WriteCsvAsync(people);
        else
            WriteTable(people, terminal.Output);
    }

    private static async Task WriteCsvAsync(IReadOnlyList<LegacyPerson> people)
    {
        await using var writer = Terminal.OpenDataWriter();
        var csv = new CsvWriter(writer);
        await csv.WriteAsync("system", "side", "id", "userName", "email", "displayName", "firstSeenAt", "lastSeenAt", "lastSnapshot");
        foreach (var gone in people)
        {
            await csv.WriteAsync(
                gone.System,
                gone.Side.ToString(),
                gone.Person.Id,
                gone.Person.UserName,
                gone.Person.Email,
                gone.Person.DisplayName,
                Utc(gone.FirstSeenAt),
                Utc(gone.LastSeenAt),
                gone.LastSnapshot is { } number ? Number(number) : null);
        }
    }

    private static void WriteTable(IReadOnlyList<LegacyPerson> people, IAnsiConsole console)
    {
        if (people.Count == 0)
        {
            console.Write(new Text("Nobody is gone, as far as snapshots tell." + Environment.NewLine));
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("System", "User name", "Mail", "Name", "First seen", "Last seen", "Id");
        foreach (var gone in people)
        {
            table.AddRow(
                Cell($"{SnapshotOutput.Side(gone.Side)} {gone.System}"),
                Cell(gone.Person.UserName),
                Cell(gone.Person.Email),
                Cell(gone.Person.DisplayName),
                Cell(Local(gone.FirstSeenAt)),
                Cell(Local(gone.LastSeenAt)),
                Cell(gone.Person.Id));
        }

        console.Write(table);
    }
}
