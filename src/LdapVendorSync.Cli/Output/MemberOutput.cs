using System.Globalization;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync;
using Spectre.Console;
using static LdapVendorSync.Cli.Output.OutputText;

namespace LdapVendorSync.Cli.Output;

/// <summary>
/// Writes the members of a group to standard output; what the read is worth goes to standard error and into the exit code.
/// </summary>
internal static class MemberOutput
{
    // A table is kept in memory until its columns are known to be wide enough; a big group gets several, each with its heading.
    private const int RowsOfTable = 1000;

    /// <summary>Reads the group and writes its members in the format asked for.</summary>
    /// <returns>The exit code: done, or finished with failures for a list that may lack people.</returns>
    public static async Task<int> WriteAsync(GroupRead read, OutputFormat format, CommandSession session)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await OutputJson.WriteAsync(new MemberDocument(read), json => json.MemberDocument, session.Stopping);
                break;
            case OutputFormat.Csv:
                await WriteCsvAsync(read, session.Stopping);
                break;
            default:
                await WriteTableAsync(read, session.Terminal.Output, session.Stopping);
                break;
        }

        return (int)Judge(read, session.Terminal);
    }

    private static async Task WriteCsvAsync(GroupRead read, CancellationToken cancellationToken)
    {
        await using var writer = Terminal.OpenDataWriter();
        var csv = new CsvWriter(writer);
        await csv.WriteAsync("id", "userName", "email", "firstName", "lastName", "displayName", "enabled", "dn");
        await foreach (var member in read.WithCancellation(cancellationToken))
        {
            await csv.WriteAsync(
                member.Id,
                member.UserName,
                member.Email,
                member.FirstName,
                member.LastName,
                member.DisplayName,
                member.GetValue(AttributeNames.Enabled),
                member.DistinguishedName);
        }
    }

    private static async Task WriteTableAsync(GroupRead read, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var table = NewTable();
        await foreach (var member in read.WithCancellation(cancellationToken))
        {
            table.AddRow(
                Cell(member.UserName),
                Cell(member.Email),
                Cell(member.FirstName),
                Cell(member.LastName),
                Cell(member.Enabled switch { true => "yes", false => "no", null => null }),
                Cell(member.Id));
            if (table.Rows.Count < RowsOfTable)
                continue;
            console.Write(table);
            table = NewTable();
        }

        if (table.Rows.Count > 0)
            console.Write(table);
        var count = read.MemberCount == 1 ? "1 member" : string.Create(CultureInfo.InvariantCulture, $"{read.MemberCount:N0} members");
        console.Write(new Text($"{count} of {PrintableText.OneLine(read.Group)}: {read.Completeness?.Status}{Environment.NewLine}"));
    }

    private static Table NewTable()
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("User name", "Mail", "First name", "Last name", "Enabled", "Id");
        return table;
    }

    private static SyncExitCode Judge(GroupRead read, Terminal terminal)
    {
        var completeness = read.Completeness ?? throw new InvalidOperationException("The read did not end.");
        foreach (var reason in completeness.Reasons)
            terminal.Tell(reason.Message, completeness.Status == CompletenessStatus.Failed ? Styles.Bad : Styles.Warning);
        if (NonPersonMembers.Describe(read.Group, read.NonPeople) is { } nonPeople)
            terminal.Tell(nonPeople, Styles.Dim);
        if (completeness.Status == CompletenessStatus.Failed && read.Side == ReadSide.Source)
            return IsOutOfReach(completeness) ? SyncExitCode.NoSourceReadable : SyncExitCode.FinishedWithFailures;
        var mayLackPeople = completeness.Reasons.Any(reason => reason.Scope != HoldScope.Nothing);
        return mayLackPeople ? SyncExitCode.FinishedWithFailures : SyncExitCode.Done;
    }

    // As in a run: a source that answers, but not for this group, is readable.
    private static bool IsOutOfReach(Completeness completeness) => completeness.Error
        is SourceException { Failure: SourceFailure.Unavailable or SourceFailure.Authentication };
}
