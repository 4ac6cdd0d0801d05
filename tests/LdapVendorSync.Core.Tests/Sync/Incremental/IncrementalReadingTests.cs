using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Net;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>Groups that did not change are not read again, and whatever changed is seen, against OpenLDAP.</summary>
public sealed class IncrementalReadingTests
{
    private const int Team0 = 0;
    private const int Nested = 2;

    private static readonly (string, bool)[] Groups =
        [(DirectorySeed.TeamDn(0), false), (DirectorySeed.TeamDn(1), false), (DirectorySeed.NestedDn, true)];

    [SkippableFact]
    public async Task Groups_that_did_not_change_are_not_read()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        var first = await runs.RunAsync();
        var before = await server.CountSearchesAsync();

        var second = await runs.RunAsync();

        // Two of the root DSE, one for the changes, one for which directory it is
        (await server.CountSearchesAsync() - before).ShouldBe(4);
        second.ShouldAllBe(content => ReadingRuns.IsRemembered(content));
        second.Select(ReadingRuns.Describe).ShouldBe(first.Select(ReadingRuns.Describe));
        second.ShouldAllBe(content => content.Completeness.Status == CompletenessStatus.Complete);
    }

    [SkippableTheory]
    [InlineData("member added", Team0)]
    [InlineData("member removed", Team0)]
    [InlineData("mail changed", Team0)]
    [InlineData("person deleted", Team0)]
    [InlineData("person renamed", Team0)]
    [InlineData("person moved", Team0)]
    [InlineData("nested group changed", Nested)]
    [InlineData("person of a nested group changed", Nested)]
    [InlineData("group renamed", Team0)]
    [InlineData("group deleted", Team0)]
    public async Task Change_is_seen_as_by_a_full_read(string change, int group)
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        using var full = Runs(server);
        await full.RunAsync();
        var before = await runs.RunAsync();
        await server.ModifyAsync(Ldif(change));

        var after = await runs.RunAsync();

        after.Select(ReadingRuns.Describe).ShouldBe((await full.RunAsync(full: true)).Select(ReadingRuns.Describe));
        ReadingRuns.Describe(after[group]).ShouldNotBe(ReadingRuns.Describe(before[group]));
        ReadingRuns.IsRemembered(after[group]).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Group_given_from_memory_still_tells_which_members_are_no_people()
    {
        const string Contacts = "cn=contacts,ou=groups," + DirectorySeed.Suffix;
        await using var server = await SyncedDirectory.StartAsync(options => options with
        {
            GlobalConfiguration = "objectclass ( 1.2.840.113556.1.5.15 NAME 'contact' SUP top STRUCTURAL MUST cn )",
            Seed = options.Seed with
            {
                ExtraLdif = $"""
                    dn: cn=Jane Ext,ou=people,{DirectorySeed.Suffix}
                    objectClass: contact
                    cn: Jane Ext

                    dn: {Contacts}
                    objectClass: groupOfNames
                    cn: contacts
                    member: {DirectorySeed.PersonDn(1)}
                    member: cn=Jane Ext,ou=people,{DirectorySeed.Suffix}


                    """,
            },
        });
        using var runs = new ReadingRuns(SyncedDirectory.SourceOf(server), [(Contacts, false)]);
        var first = (await runs.RunAsync()).Single();

        var second = (await runs.RunAsync()).Single();

        ReadingRuns.IsRemembered(second).ShouldBeTrue();
        var contacts = second.NonPeople.ShouldHaveSingleItem();
        (contacts.Kind, contacts.Count).ShouldBe((NonPersonKind.Contact, 1));
        contacts.Names.ShouldBe(first.NonPeople.Single().Names);
        contacts.Names.Single().ShouldStartWith("cn=Jane Ext,");
    }

    [SkippableFact]
    public async Task Group_that_a_change_does_not_concern_is_not_read()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        await runs.RunAsync();
        await server.ModifyAsync(Ldif("mail changed"));

        var after = await runs.RunAsync();

        after.Select(ReadingRuns.IsRemembered).ShouldBe([false, true, false]);
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Group_that_is_searched_by_its_name_is_read_again_when_any_group_changed()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = new ReadingRuns(SyncedDirectory.SourceOf(server), [("team1", false), (DirectorySeed.TeamDn(1), false), ("short", false)])
        {
            Settings = $"group_dn_map: {{ short: '{DirectorySeed.TeamDn(1)}' }}",
        };
        await runs.RunAsync();
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));

        await server.ModifyAsync(Ldif("mail changed"));
        (await runs.RunAsync()).Select(ReadingRuns.IsRemembered).ShouldBe([true, true, true], runs.Log.ToString());
        await server.ModifyAsync(Ldif("member removed"));
        (await runs.RunAsync()).Select(ReadingRuns.IsRemembered).ShouldBe([false, true, true], runs.Log.ToString());
        await server.ModifyAsync($"dn: cn=other,ou=policies,{DirectorySeed.Suffix}\nchangetype: add\nobjectClass: groupOfNames\ncn: other\n"
            + $"cn: team1\nmember: {DirectorySeed.PersonDn(1)}\n");
        var after = await runs.RunAsync();

        after[0].Completeness.Status.ShouldBe(CompletenessStatus.Failed);
        after.Skip(1).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Deleted_person_is_seen_where_the_server_keeps_a_session_log()
    {
        await using var server = await SyncedDirectory.StartAsync(options => options with { SyncSessionLog = 100 });
        using var runs = Runs(server);
        await runs.RunAsync();
        await server.ModifyAsync(Ldif("person deleted"));

        var after = await runs.RunAsync();

        after[Team0].Members.Count.ShouldBe(4);
        ReadingRuns.IsRemembered(after[1]).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Change_in_the_course_of_a_run_is_seen_by_the_next()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        runs.BeforeSaving = () => server.ModifyAsync(Ldif("mail changed"));
        await runs.RunAsync();
        runs.BeforeSaving = () => Task.CompletedTask;

        var after = await runs.RunAsync();

        after[Team0].Members.ShouldContain(member => member.Email == "new@example.test");
    }

    [SkippableFact]
    public async Task Run_that_dies_before_it_saves_leaves_everything_to_the_next()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        await runs.RunAsync();
        await server.ModifyAsync(Ldif("mail changed"));
        runs.DiesBeforeSaving = true;
        await runs.RunAsync();
        runs.DiesBeforeSaving = false;

        var after = await runs.RunAsync();

        after.Select(ReadingRuns.IsRemembered).ShouldBe([false, true, false]);
        after[Team0].Members.ShouldContain(member => member.Email == "new@example.test");
    }

    [SkippableFact]
    public async Task Nothing_is_kept_of_a_run_whose_connection_broke_in_the_middle_of_a_group()
    {
        await using var server = await SyncedDirectory.StartAsync();
        await using var proxy = new CuttingProxy(server.Port) { CutAfterBytes = 4000, CutConnections = 1 };
        using var runs = new ReadingRuns(SyncedDirectory.SourceOf(server).Replace(server.Url, $"ldap://127.0.0.1:{proxy.Port}"), Groups);
        (await runs.RunAsync()).ShouldAllBe(content => content.Completeness.Status == CompletenessStatus.Complete);
        proxy.Connections.ShouldBe(2);

        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Nothing_is_kept_where_the_connection_breaks_before_saving()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        runs.BeforeSaving = async () =>
        {
            await server.KillAsync();
            await server.RestartAsync();
        };
        await runs.RunAsync();
        runs.BeforeSaving = () => Task.CompletedTask;

        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Full_run_reads_everything_and_the_next_one_nothing()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        await runs.RunAsync();

        (await runs.RunAsync(full: true)).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Everything_is_read_again_after_the_time_that_the_settings_say()
    {
        await using var server = await SyncedDirectory.StartAsync();
        var clock = new ShiftedClock();
        using var runs = Runs(server);
        runs.Clock = clock;
        runs.Settings = "full_read_every: 2h";
        await runs.RunAsync();

        clock.Shift = TimeSpan.FromMinutes(119);
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
        clock.Shift = TimeSpan.FromHours(2);
        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        clock.Shift = TimeSpan.Zero;
        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content), "the clock was set back");
    }

    [SkippableFact]
    public async Task Group_is_read_again_when_an_account_in_it_expires()
    {
        await using var server = await SyncedDirectory.StartAsync();
        var clock = new ShiftedClock();
        var end = DateTimeOffset.UtcNow.AddHours(1);
        await server.ModifyAsync(SyncedDirectory.Replace(DirectorySeed.PersonDn(1), "pwdEndTime", $"{end:yyyyMMddHHmmss}Z"));
        using var runs = Runs(server);
        runs.Clock = clock;
        await runs.RunAsync();

        clock.Shift = TimeSpan.FromMinutes(50);
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
        clock.Shift = TimeSpan.FromMinutes(70);
        var after = await runs.RunAsync();
        after.Select(ReadingRuns.IsRemembered).ShouldBe([false, true, false]);
        after[Team0].Members.ShouldContain(member => member.AccountState == AccountState.Expired);
    }

    [SkippableTheory]
    [InlineData("incremental: off")]
    [InlineData("user_filter: (memberOf=cn=everyone,ou=groups,dc=example,dc=test)")]
    [InlineData("attributes: [memberOf]")]
    [InlineData("fields: { id: [employeeNumber] }")]
    [InlineData("locked_accounts: disabled")]
    [InlineData("referrals: follow")]
    public async Task Everything_is_read_where_the_settings_leave_no_other_way(string settings)
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        runs.Settings = settings;
        await runs.RunAsync();

        var second = await runs.RunAsync();

        second[Team0].Members.Count.ShouldBe(5);
        second.ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Everything_is_read_when_the_settings_change()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        await runs.RunAsync();
        runs.Settings = "user_filter: (employeeNumber=1)";

        var after = await runs.RunAsync();

        after[Team0].Members.ShouldHaveSingleItem();
        runs.Settings = string.Empty;
        (await runs.RunAsync())[Team0].Members.Count.ShouldBe(5);
    }

    [SkippableFact]
    public async Task Everything_is_read_where_the_server_tells_no_changes()
    {
        await using var server = await SyncedDirectory.StartAsync(options => options with { SyncProvider = false });
        using var runs = Runs(server);
        await runs.RunAsync();
        await server.ModifyAsync(Ldif("mail changed"));

        var after = await runs.RunAsync();

        after.ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        after[Team0].Members.ShouldContain(member => member.Email == "new@example.test");
    }

    [SkippableTheory]
    [InlineData("rid=000,csn=20991231235959.000000Z#000000#000#000000")]
    [InlineData("nonsense")]
    public async Task Everything_is_read_where_the_server_refuses_the_cookie(string cookie)
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        await runs.RunAsync();
        var base64 = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(cookie));
        Change(runs, $"UPDATE source_tokens SET token = json_set(token, '$.Values.\"{DirectorySeed.Suffix}\"', '{base64}')");
        await server.ModifyAsync(Ldif("mail changed"));

        var after = await runs.RunAsync();

        after.ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableTheory]
    [InlineData("UPDATE kept_contents SET body = x'00'")]
    [InlineData("UPDATE source_tokens SET token = '{'")]
    [InlineData("UPDATE source_tokens SET fingerprint = 'another'")]
    [InlineData("DELETE FROM kept_reads")]
    public async Task Everything_is_read_where_the_memory_is_damaged(string damage)
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        await runs.RunAsync();
        Change(runs, damage);

        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Restored_database_is_read_anew()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        await server.ModifyAsync(Ldif("member removed"));
        await runs.RunAsync();
        await server.ReseedAsync();

        var after = await runs.RunAsync();

        after[Team0].Members.Count.ShouldBe(5);
        after.ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
    }

    [SkippableTheory]
    [InlineData("mail changed", "person of a nested group changed")]
    [InlineData("member removed", "mail changed")]
    [InlineData("person deleted", "mail changed")]
    public async Task Restored_database_that_was_written_to_since_is_read_anew(string lost, string later)
    {
        await using var server = await SyncedDirectory.StartAsync();
        await server.BackUpAsync();
        using var runs = Runs(server);
        using var full = Runs(server);
        await server.ModifyAsync(Ldif(lost));
        await runs.RunAsync();
        await server.RestoreAsync();
        await server.ModifyAsync(Ldif(later));

        var after = await runs.RunAsync();

        after.ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        after.Select(ReadingRuns.Describe).ShouldBe((await full.RunAsync(full: true)).Select(ReadingRuns.Describe));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Nothing_is_read_as_long_as_nothing_is_written_after_a_deletion()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        await server.ModifyAsync(Ldif("person deleted"));
        await runs.RunAsync();

        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Another_directory_of_the_same_name_is_read_anew()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        await runs.RunAsync();
        Change(runs, $"UPDATE source_tokens SET token = json_set(token, '$.Values.\"root {DirectorySeed.Suffix}\"', '{Guid.NewGuid()}')");

        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Of_two_runs_at_once_one_keeps_its_reads()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = Runs(server);
        await runs.RunAsync();
        await server.ModifyAsync(Ldif("mail changed"));
        runs.BeforeSaving = async () =>
        {
            runs.BeforeSaving = () => Task.CompletedTask;
            await server.ModifyAsync(SyncedDirectory.Replace(DirectorySeed.PersonDn(2), "mail", "second@example.test"));
            await runs.RunAsync();
        };
        await runs.RunAsync();

        var after = await runs.RunAsync();

        after.ShouldAllBe(content => ReadingRuns.IsRemembered(content));
        after[Team0].Members.Select(member => member.Email).ShouldContain("second@example.test");
    }

    private static ReadingRuns Runs(SlapdServer server) => new(SyncedDirectory.SourceOf(server), Groups);

    private static void Change(ReadingRuns runs, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={runs.HistoryPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery().ShouldBeGreaterThan(0);
    }

    private static string Ldif(string change) => change switch
    {
        "member added" => $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: modify\nadd: member\nmember: {DirectorySeed.PersonDn(12)}\n",
        "member removed" => $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: modify\ndelete: member\nmember: {DirectorySeed.PersonDn(2)}\n",
        "mail changed" => SyncedDirectory.Replace(DirectorySeed.PersonDn(1), "mail", "new@example.test"),
        "person deleted" => $"dn: {DirectorySeed.PersonDn(3)}\nchangetype: delete\n",
        "person renamed" => $"dn: {DirectorySeed.PersonDn(4)}\nchangetype: modrdn\nnewrdn: uid=renamed\ndeleteoldrdn: 1\n",
        "person moved" => $"dn: {DirectorySeed.PersonDn(4)}\nchangetype: modrdn\nnewrdn: uid=u00004\ndeleteoldrdn: 1\n"
            + $"newsuperior: ou=policies,{DirectorySeed.Suffix}\n",
        "nested group changed" =>
            $"dn: {DirectorySeed.TeamDn(1)}\nchangetype: modify\nadd: member\nmember: {DirectorySeed.PersonDn(12)}\n",
        "person of a nested group changed" => SyncedDirectory.Replace(DirectorySeed.PersonDn(6), "mail", "new@example.test"),
        "group renamed" => $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: modrdn\nnewrdn: cn=renamed\ndeleteoldrdn: 1\n",
        "group deleted" => $"dn: {DirectorySeed.TeamDn(0)}\nchangetype: delete\n",
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };
}
