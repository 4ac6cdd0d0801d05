using System.Text.Json;
using System.Text.Json.Serialization;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using Spectre.Console;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes the members of a group to standard output, and what the read is worth to standard error and into the exit code.</summary>
internal static class MemberOutput
{
    /// <summary>Reads the group and writes its members in the format asked for.</summary>
    /// <returns>The exit code: done, or finished with failures for a list that may lack people.</returns>
    public static async Task<int> WriteAsync(GroupRead read, OutputFormat format, CommandSession session)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await using (var stream = Terminal.OpenData())
                {
                    await JsonSerializer.SerializeAsync(stream, new MemberDocument(read), OutputJson.Create().MemberDocument, session.Stopping);
                    await stream.WriteAsync("\n"u8.ToArray(), session.Stopping);
                }

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
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("User name", "Mail", "First name", "Last name", "Enabled", "Id");
        await foreach (var member in read.WithCancellation(cancellationToken))
        {
            table.AddRow(
                Cell(member.UserName),
                Cell(member.Email),
                Cell(member.FirstName),
                Cell(member.LastName),
                Cell(member.Enabled switch { true => "yes", false => "no", null => null }),
                Cell(member.Id));
        }

        if (table.Rows.Count > 0)
            console.Write(table);
        console.Write(new Text($"{(read.MemberCount == 1 ? "1 member" : $"{read.MemberCount} members")} of {PrintableText.OneLine(read.Group)}: {read.Completeness?.Status}{Environment.NewLine}"));
    }

    private static SyncExitCode Judge(GroupRead read, Terminal terminal)
    {
        var completeness = read.Completeness ?? throw new InvalidOperationException("The read did not end.");
        foreach (var reason in completeness.Reasons)
            terminal.Tell(reason.Message, completeness.Status == CompletenessStatus.Failed ? Styles.Bad : Styles.Warning);
        if (completeness.Status != CompletenessStatus.Failed)
            return completeness.Reasons.All(reason => reason.Scope == HoldScope.Nothing) ? SyncExitCode.Done : SyncExitCode.FinishedWithFailures;
        return read.Side == ReadSide.Source ? SyncExitCode.NoSourceReadable : SyncExitCode.FinishedWithFailures;
    }

    private static Text Cell(string? text) => new(PrintableText.OneLine(text));
}

/// <summary>A group and its members in JSON. The completeness comes last because it is known last.</summary>
internal sealed class MemberDocument(GroupRead read)
{
    /// <summary>The source or vendor.</summary>
    [JsonPropertyOrder(0)]
    public string System => read.System;

    /// <summary>The group.</summary>
    [JsonPropertyOrder(1)]
    public string Group => read.Group;

    /// <summary>The members, as they are read.</summary>
    [JsonPropertyOrder(2)]
    public IAsyncEnumerable<PersonDocument> Members => read.Select(PersonDocument.Of);

    /// <summary>Complete, Partial or Failed.</summary>
    [JsonPropertyOrder(3)]
    public CompletenessStatus? Completeness => read.Completeness?.Status;

    /// <summary>What keeps the list from being complete.</summary>
    [JsonPropertyOrder(4)]
    public IEnumerable<string> Reasons => read.Completeness?.Reasons.Select(reason => reason.Message) ?? [];
}

/// <summary>A member in JSON.</summary>
internal sealed record PersonDocument(
    string Id,
    string? UserName,
    string? Email,
    string? FirstName,
    string? LastName,
    string? DisplayName,
    bool? Enabled,
    string? Dn,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes)
{
    public static PersonDocument Of(GroupMember member) => new(
        member.Id,
        member.UserName,
        member.Email,
        member.FirstName,
        member.LastName,
        member.DisplayName,
        member.Enabled,
        member.DistinguishedName,
        member.Attributes);
}
