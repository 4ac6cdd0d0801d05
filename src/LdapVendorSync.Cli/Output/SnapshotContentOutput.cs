using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Members;
using static LdapVendorSync.Cli.Output.OutputText;

namespace LdapVendorSync.Cli.Output;

/// <summary>Writes what a snapshot of a system holds to standard output.</summary>
internal static class SnapshotContentOutput
{
    /// <summary>Writes everything in a snapshot as JSON.</summary>
    public static Task WriteAsync(SystemSnapshot snapshot, SystemContent content) => OutputJson.WriteAsync(
        new SnapshotContentDocument(SnapshotDocument.Of(snapshot), content.Users.Select(PersonDocument.Of), content.Groups),
        json => json.SnapshotContentDocument,
        CancellationToken.None);

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
}
