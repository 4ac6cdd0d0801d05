using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Mailman;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>An application that was connected by a file alone, against the real one: GNU Mailman 3.</summary>
public sealed class MailmanTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-mailman-sync-").FullName;

    [SkippableFact]
    public async Task Lists_follow_the_directory()
    {
        Skip.If(MailmanServer.MissingReason is not null, MailmanServer.MissingReason);
        await using var mailman = await MailmanServer.StartAsync();
        await mailman.CreateListAsync("staff@example.com");
        await mailman.PostAsync(
            "members",
            ("list_id", "staff.example.com"),
            ("subscriber", "Former@example.com"),
            ("pre_verified", "true"),
            ("pre_confirmed", "true"),
            ("pre_approved", "true"));
        WriteDirectory(staff: ["ada", "bob", "çelik"], displayName: "Ada Lovelace");

        var first = await RunAsync(mailman);
        (first.ExitCode, first.Totals.Added, first.Totals.Removed).ShouldBe((SyncExitCode.Done, 4, 1), first.Describe());
        (await SubscribersAsync(mailman, "staff.example.com")).ShouldBe(["ada@example.com", "bob@example.com", "celik@example.com"]);
        (await SubscribersAsync(mailman, "ops.example.com")).ShouldBe(["ada@example.com"], "the list was created");

        var second = await RunAsync(mailman);
        (second.ExitCode, second.Totals.Added, second.Totals.Removed, second.Totals.Updated).ShouldBe((SyncExitCode.Done, 0, 0, 0));

        WriteDirectory(staff: ["ada", "çelik"], displayName: "Ada King");
        var third = await RunAsync(mailman);
        (third.ExitCode, third.Totals.Added, third.Totals.Removed, third.Totals.Updated).ShouldBe((SyncExitCode.Done, 0, 1, 1), third.Describe());
        (await SubscribersAsync(mailman, "staff.example.com")).ShouldBe(["ada@example.com", "celik@example.com"]);
        (await mailman.GetAsync("addresses/ada@example.com")).ShouldContain("Ada King");
        (await mailman.GetAsync("addresses/bob@example.com")).ShouldContain("bob@example.com", Case.Sensitive, "the account stays");

        var last = await RunAsync(mailman);
        (last.ExitCode, last.Totals.Added, last.Totals.Removed, last.Totals.Updated).ShouldBe((SyncExitCode.Done, 0, 0, 0));
    }

    [SkippableFact]
    public async Task Large_list_is_read_to_its_end_and_everything_can_be_listed()
    {
        Skip.If(MailmanServer.MissingReason is not null, MailmanServer.MissingReason);
        await using var mailman = await MailmanServer.StartAsync();
        await mailman.CreateListAsync("sre@example.com");
        await using var provider = await RestYaml.ConnectAsync(mailman.BaseUrl, $$"""
            preset: mailman3
            auth: { username: {{MailmanServer.UserName}}, password: {{MailmanServer.Password}} }
            rest:
              paging: { size: 4 }
            """);
        var group = (await provider.FindGroupAsync("sre@example.com", CancellationToken.None)).ShouldNotBeNull();
        (await provider.FindGroupAsync("none@example.com", CancellationToken.None)).ShouldBeNull();
        var empty = await provider.ReadAsync(group.Id);
        (empty.Members.Count, empty.Completeness).ShouldBe((0, Completeness.Complete));

        foreach (var number in Enumerable.Range(1, 10))
        {
            var user = await provider.CreateUserAsync(
                new GroupMember { Id = "x", Email = $"user{number}@example.com", DisplayName = $"Üser {number}" }, CancellationToken.None);
            await provider.AddGroupMemberAsync(group, user, CancellationToken.None);
            await provider.AddGroupMemberAsync(group, user, CancellationToken.None);
        }

        var (members, completeness) = await provider.ReadAsync(group.Id);
        completeness.ShouldBe(Completeness.Complete);
        members.Count.ShouldBe(10);
        members.Select(member => member.DisplayName).ShouldContain("Üser 7");
        var listing = provider.ShouldBeAssignableTo<IListingVendorProvider>()!;
        (await listing.ListGroupsAsync(CancellationToken.None).ToArrayAsync()).ShouldBe([new VendorGroup("sre.example.com", "sre@example.com")]);
        (await listing.ListUsersAsync(CancellationToken.None).ToArrayAsync()).Length.ShouldBe(10);
        await provider.RemoveGroupMemberAsync(group, members[0], CancellationToken.None);
        await provider.RemoveGroupMemberAsync(group, members[0], CancellationToken.None);
        await provider.DeleteUserAsync(members[1], CancellationToken.None);
        (await provider.ReadAsync(group.Id)).Members.Count.ShouldBe(8);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<IReadOnlyList<string>> SubscribersAsync(MailmanServer mailman, string list)
    {
        using var answer = System.Text.Json.JsonDocument.Parse(await mailman.GetAsync($"lists/{list}/roster/member"));
        return [.. answer.RootElement.GetProperty("entries").EnumerateArray()
            .Select(entry => entry.GetProperty("email").GetString()!).Order(StringComparer.Ordinal)];
    }

    private Task<SyncRun> RunAsync(MailmanServer mailman)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $$"""
            sources:
              - {name: hr, type: ldif, file: directory.ldif, group_dn_map: {staff: "cn=staff,dc=example,dc=com", ops: "cn=ops,dc=example,dc=com"} }
            vendor_apps:
              - name: Lists
                preset: mailman3
                base_url: {{mailman.BaseUrl}}
                auth: {username: {{MailmanServer.UserName}}, password: {{MailmanServer.Password}} }
                attributes: {displayName: displayName}
                groups:
                  - {source_group: staff, vendor_group: staff@example.com}
                  - {source_group: ops, vendor_group: ops@example.com, create_groups: true}
            """);
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions { AllowRemovals = true }, null, CancellationToken.None);
    }

    private void WriteDirectory(string[] staff, string displayName)
    {
        string Person(string uid, string mail, string name) => $"""
            dn: uid={mail},dc=example,dc=com
            objectClass: inetOrgPerson
            uid: {uid}
            cn: {name}
            sn: {name}
            displayName: {name}
            mail: {mail}@Example.com

            """;
        string Group(string name, IEnumerable<string> members) =>
            $"dn: cn={name},dc=example,dc=com\nobjectClass: groupOfNames\ncn: {name}\n"
            + string.Concat(members.Select(member => $"member: uid={member.Replace('ç', 'c')},dc=example,dc=com\n")) + "\n";
        File.WriteAllText(
            Path.Combine(_folder, "directory.ldif"),
            "version: 1\n\n" + Person("ada", "ada", displayName) + "\n" + Person("bob", "bob", "Bob") + "\n"
            + Person("celik", "celik", "Celik") + "\n" + Group("staff", staff) + Group("ops", ["ada"]));
    }
}
