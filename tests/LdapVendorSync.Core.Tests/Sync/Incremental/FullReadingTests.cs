using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>Everything is read anew where what is remembered may be wrong, or was never right, against OpenLDAP.</summary>
public sealed class FullReadingTests
{
    [SkippableFact]
    public async Task Full_run_reads_everything_and_the_next_one_nothing()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();

        (await runs.RunAsync(full: true)).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Everything_is_read_again_after_the_time_that_the_settings_say()
    {
        await using var server = await SyncedDirectory.StartAsync();
        var clock = new ShiftedClock();
        using var runs = SyncedDirectory.RunsOver(server);
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
        using var runs = SyncedDirectory.RunsOver(server);
        runs.Settings = settings;
        await runs.RunAsync();

        var second = await runs.RunAsync();

        second[SyncedDirectory.Team0].Members.Count.ShouldBe(5);
        second.ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Everything_is_read_when_the_settings_change()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        runs.Settings = "user_filter: (employeeNumber=1)";

        var after = await runs.RunAsync();

        after[SyncedDirectory.Team0].Members.ShouldHaveSingleItem();
        runs.Settings = string.Empty;
        (await runs.RunAsync())[SyncedDirectory.Team0].Members.Count.ShouldBe(5);
    }

    [SkippableFact]
    public async Task Everything_is_read_where_the_server_tells_no_changes()
    {
        await using var server = await SyncedDirectory.StartAsync(options => options with { SyncProvider = false });
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        await server.ModifyAsync(DirectoryChange.Ldif("mail changed"));

        var after = await runs.RunAsync();

        after.ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        after[SyncedDirectory.Team0].Members.ShouldContain(member => member.Email == "new@example.test");
    }

    [SkippableTheory]
    [InlineData("rid=000,csn=20991231235959.000000Z#000000#000#000000")]
    [InlineData("nonsense")]
    public async Task Everything_is_read_where_the_server_refuses_the_cookie(string cookie)
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        var base64 = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(cookie));
        runs.ChangeHistory($"UPDATE source_tokens SET token = json_set(token, '$.Values.\"{DirectorySeed.Suffix}\"', '{base64}')");
        await server.ModifyAsync(DirectoryChange.Ldif("mail changed"));

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
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        runs.ChangeHistory(damage);

        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Restored_database_is_read_anew()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        await server.ModifyAsync(DirectoryChange.Ldif("member removed"));
        await runs.RunAsync();
        await server.ReseedAsync();

        var after = await runs.RunAsync();

        after[SyncedDirectory.Team0].Members.Count.ShouldBe(5);
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
        using var runs = SyncedDirectory.RunsOver(server);
        using var full = SyncedDirectory.RunsOver(server);
        await server.ModifyAsync(DirectoryChange.Ldif(lost));
        await runs.RunAsync();
        await server.RestoreAsync();
        await server.ModifyAsync(DirectoryChange.Ldif(later));

        var after = await runs.RunAsync();

        after.ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        after.Select(ReadingRuns.Describe).ShouldBe((await full.RunAsync(full: true)).Select(ReadingRuns.Describe));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }

    [SkippableFact]
    public async Task Another_directory_of_the_same_name_is_read_anew()
    {
        await using var server = await SyncedDirectory.StartAsync();
        using var runs = SyncedDirectory.RunsOver(server);
        await runs.RunAsync();
        runs.ChangeHistory(
            $"UPDATE source_tokens SET token = json_set(token, '$.Values.\"root {DirectorySeed.Suffix}\"', '{Guid.NewGuid()}')");

        (await runs.RunAsync()).ShouldAllBe(content => !ReadingRuns.IsRemembered(content));
        (await runs.RunAsync()).ShouldAllBe(content => ReadingRuns.IsRemembered(content));
    }
}
