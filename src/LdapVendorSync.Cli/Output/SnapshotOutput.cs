using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Members;
using Spectre.Console;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes snapshots of systems to standard output.</summary>
internal static class SnapshotOutput
{
    /// <summary>Writes a list of snapshots.</summary>
    public static async Task WriteAsync(IReadOnlyList<SystemSnapshot> snapshots, OutputFormat format, Terminal terminal)
    {
        if (format == OutputFormat.Json)
            await WriteJsonAsync(snapshots.Select(SnapshotDocument.Of), OutputJson.Create().IEnumerableSnapshotDocument);
        else if (format == OutputFormat.Csv)
            await WriteCsvAsync(snapshots);
        else
            WriteTable(snapshots, terminal.Output);
    }

    /// <summary>Writes everything in a snapshot as JSON.</summary>
    public static Task WriteContentAsync(SystemSnapshot snapshot, SystemContent content) => WriteJsonAsync(
        new SnapshotContentDocument(SnapshotDocument.Of(snapshot), content.Users.Select(PersonDocument.Of), content.Groups),
        OutputJson.Create().SnapshotContentDocument);

    /// <summary>Writes one part of a snapshot as CSV.</summary>
    public static async Task WritePartAsync(SystemContent content, string part)
    {
        await using var writer = Terminal.OpenDataWriter();
        var csv = new CsvWriter(writer);
        await (part switch
        {
            "users" => WriteUsersAsync(content.Users, csv),
            "groups" => WriteGroupsAsync(content.Groups, csv),
            "nestings" => WriteNestingsAsync(content.Groups, csv),
            _ => WriteMembershipsAsync(content, csv),
        });
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

    /// <summary>Writes people who are gone.</summary>
    public static async Task WriteLegacyAsync(IReadOnlyList<LegacyPerson> people, OutputFormat format, Terminal terminal)
    {
        if (format == OutputFormat.Json)
            await WriteJsonAsync(people.Select(LegacyDocument.Of), OutputJson.Create().IEnumerableLegacyDocument);
        else if (format == OutputFormat.Csv)
            await WriteLegacyCsvAsync(people);
        else
            WriteLegacyTable(people, terminal.Output);
    }

    private static async Task WriteJsonAsync<T>(T document, JsonTypeInfo<T> type)
    {
        await using var stream = Terminal.OpenData();
        await JsonSerializer.SerializeAsync(stream, document, type);
        await stream.WriteAsync("\n"u8.ToArray());
    }

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

    private static async Task WriteUsersAsync(IReadOnlyList<GroupMember> users, CsvWriter csv)
    {
        var attributes = users
            .SelectMany(user => user.Attributes.Keys)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase)
            .ToList();
        await csv.WriteAsync(["id", "userName", "email", "firstName", "lastName", "displayName", "enabled", "dn", .. attributes]);
        foreach (var user in users)
        {
            await csv.WriteAsync(
            [
                user.Id, user.UserName, user.Email, user.FirstName, user.LastName, user.DisplayName, user.GetValue(AttributeNames.Enabled),
                user.DistinguishedName,
                .. attributes.Select(attribute => user.Attributes.TryGetValue(attribute, out var values) ? string.Join(';', values) : null),
            ]);
        }
    }

    private static async Task WriteGroupsAsync(IReadOnlyList<SystemGroup> groups, CsvWriter csv)
    {
        await csv.WriteAsync("id", "name", "description", "members", "nested", "doubts");
        foreach (var group in groups)
        {
            await csv.WriteAsync(
                group.Id,
                group.Name,
                group.Description,
                Number(group.MemberIds.Count),
                Number(group.NestedIds.Count),
                string.Join(' ', group.Doubts));
        }
    }

    private static async Task WriteNestingsAsync(IReadOnlyList<SystemGroup> groups, CsvWriter csv)
    {
        var names = groups.ToDictionary(group => group.Id, group => group.Name, StringComparer.Ordinal);
        await csv.WriteAsync("groupId", "group", "nestedId", "nested");
        foreach (var group in groups)
        {
            foreach (var nested in group.NestedIds)
                await csv.WriteAsync(group.Id, group.Name, nested, names.GetValueOrDefault(nested));
        }
    }

    private static async Task WriteMembershipsAsync(SystemContent content, CsvWriter csv)
    {
        var people = content.Users.ToDictionary(user => user.Id, StringComparer.Ordinal);
        await csv.WriteAsync("groupId", "group", "id", "userName", "email");
        foreach (var group in content.Groups)
        {
            foreach (var id in group.MemberIds)
            {
                var person = people.GetValueOrDefault(id);
                await csv.WriteAsync(group.Id, group.Name, id, person?.UserName, person?.Email);
            }
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
        table.AddColumn(new TableColumn("Number").RightAligned());
        table.AddColumns("System", "Side", "Kind", "Taken", "Complete");
        foreach (var name in new[] { "Users", "Groups", "Memberships", "Nestings" })
            table.AddColumn(new TableColumn(name).RightAligned());
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

    private static async Task WriteLegacyCsvAsync(IReadOnlyList<LegacyPerson> people)
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

    private static void WriteLegacyTable(IReadOnlyList<LegacyPerson> people, IAnsiConsole console)
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
                Cell($"{Side(gone.Side)} {gone.System}"),
                Cell(gone.Person.UserName),
                Cell(gone.Person.Email),
                Cell(gone.Person.DisplayName),
                Cell(Local(gone.FirstSeenAt)),
                Cell(Local(gone.LastSeenAt)),
                Cell(gone.Person.Id));
        }

        console.Write(table);
    }

    private static string Side(SystemSide side) => side == SystemSide.Source ? "source" : "vendor";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static Text Cell(string? text) => new(PrintableText.OneLine(text));
}
