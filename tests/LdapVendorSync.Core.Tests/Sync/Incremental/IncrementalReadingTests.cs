using LdapVendorSync.Core.Members;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Net;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>Groups that did not change are not read again, and whatever changed is seen, against OpenLDAP.</summary>
public sealed class IncrementalReadingTests
{
    [SkippableFact]
    public async Task Groups_that_did_not_change_are_not_read()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        var first = await runs.RunAsync();
        var before = await server.CountSearchesAsync();

        var second = await runs.RunAsync();

        // Two of the root DSE, one for the start of the server, one for the changes, one for which directory it is, one for writes that it
        // does not tell of
        (await server.CountSearchesAsync() - before).ShouldBe(6);
        second.ShouldAllBe(content => ReadingRuns.IsRemembered(content));
        second.Select(ReadingRuns.Describe).ShouldBe(first.Select(ReadingRuns.Describe));
        second.ShouldAllBe(content => content.Completeness.Status == CompletenessStatus.Complete);
    }

    [SkippableTheory]
    [InlineData("member added", SyncedDirectory.Team0)]
    [InlineData("member removed", SyncedDirectory.Team0)]
    [InlineData("mail changed", SyncedDirectory.Team0)]
    [InlineData("person deleted", SyncedDirectory.Team0)]
    [InlineData("person renamed", SyncedDirectory.Team0)]
    [InlineData("person moved", SyncedDirectory.Team0)]
    [InlineData("nested group changed", SyncedDirectory.Nested)]
    [InlineData("person of a nested group changed", SyncedDirectory.Nested)]
    [InlineData("group renamed", SyncedDirectory.Team0)]
    [InlineData("group deleted", SyncedDirectory.Team0)]
    public async Task Change_is_seen_as_by_a_full_read(string change, int group)
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        using var full = SyncedDirectory.RunsOver(server);
        await full.RunAsync();
        var before = await runs.RunAsync();
        await server.ModifyAsync(DirectoryChange.Ldif(change));

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
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        await server.ModifyAsync(DirectoryChange.Ldif("mail changed"));

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

        await server.ModifyAsync(DirectoryChange.Ldif("mail changed"));
        (await runs.RunAsync()).Select(ReadingRuns.IsRemembered).ShouldBe([true, true, true], runs.Log.ToString());
        await server.ModifyAsync(DirectoryChange.Ldif("member removed"));
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
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        await server.ModifyAsync(DirectoryChange.Ldif("person deleted"));

        var after = await runs.RunAsync();

        after[SyncedDirectory.Team0].Members.Count.ShouldBe(4);
        ReadingRuns.IsRemembered(after[1]).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Change_in_the_course_of_a_run_is_seen_by_the_next()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        runs.BeforeSaving = () => server.ModifyAsync(DirectoryChange.Ldif("mail changed"));
        await runs.RunAsync();
        runs.BeforeSaving = () => Task.CompletedTask;

        var after = await runs.RunAsync();

        after[SyncedDirectory.Team0].Members.ShouldContain(member => member.Email == "new@example.test");
    }

    [SkippableFact]
    public async Task Run_that_dies_before_it_saves_leaves_everything_to_the_next()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        await server.ModifyAsync(DirectoryChange.Ldif("mail changed"));
        runs.DiesBeforeSaving = true;
        await runs.RunAsync();
        runs.DiesBeforeSaving = false;

        var after = await runs.RunAsync();

        after.Select(ReadingRuns.IsRemembered).ShouldBe([false, true, false]);
        after[SyncedDirectory.Team0].Members.ShouldContain(member => member.Email == "new@example.test");
    }

    [SkippableFact]
    public async Task Nothing_is_kept_of_a_run_whose_connection_broke_in_the_middle_of_a_group()
    {
        await using var server = await SyncedDirectory.StartAsync();
        await using var proxy = new CuttingProxy(server.Port) { CutAfterBytes = 4000, CutConnections = 1 };
        var source = SyncedDirectory.SourceOf(server).Replace(server.Url, $"ldap://127.0.0.1:{proxy.Port}");
        using var runs = new ReadingRuns(source, SyncedDirectory.Groups);
        (await runs.RunAsync()).ShouldAllBe(content => content.Completeness.Status == CompletenessStatus.Complete);
        proxy.Connections.ShouldBe(2);

        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Nothing_is_kept_where_the_connection_breaks_before_saving()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
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
    public async Task Group_is_read_again_when_an_account_in_it_expires()
    {
        await using var server = await SyncedDirectory.StartAsync();
        var clock = new ShiftedClock();
        var end = DateTimeOffset.UtcNow.AddHours(1);
        await server.ModifyAsync(SyncedDirectory.Replace(DirectorySeed.PersonDn(1), "pwdEndTime", $"{end:yyyyMMddHHmmss}Z"));
        using var runs = SyncedDirectory.RunsOver(server);
        runs.Clock = clock;
        await runs.RunAsync();

        clock.Shift = TimeSpan.FromMinutes(50);
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
        clock.Shift = TimeSpan.FromMinutes(70);
        var after = await runs.RunAsync();
        after.Select(ReadingRuns.IsRemembered).ShouldBe([false, true, false]);
        after[SyncedDirectory.Team0].Members.ShouldContain(member => member.AccountState == AccountState.Expired);
    }

    [SkippableFact]
    public async Task Nothing_is_read_as_long_as_nothing_is_written_after_a_deletion()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        await server.ModifyAsync(DirectoryChange.Ldif("person deleted"));
        await runs.RunAsync();

        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Of_two_runs_at_once_one_keeps_its_reads()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        await server.ModifyAsync(DirectoryChange.Ldif("mail changed"));
        runs.BeforeSaving = async () =>
        {
            runs.BeforeSaving = () => Task.CompletedTask;
            await server.ModifyAsync(SyncedDirectory.Replace(DirectorySeed.PersonDn(2), "mail", "second@example.test"));
            await runs.RunAsync();
        };
        await runs.RunAsync();

        var after = await runs.RunAsync();

        after.ShouldAllBe(content => ReadingRuns.IsRemembered(content));
        after[SyncedDirectory.Team0].Members.Select(member => member.Email).ShouldContain("second@example.test");
    }
}
