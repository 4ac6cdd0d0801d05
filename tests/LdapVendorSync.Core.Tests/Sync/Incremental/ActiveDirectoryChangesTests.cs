using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Tests.Sources.Ldap;
using LdapVendorSync.Fixtures.Samba;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>Groups that did not change are not read again, and whatever changed is seen, against a domain controller.</summary>
public sealed class ActiveDirectoryChangesTests : IAsyncLifetime
{
    private const int Team = 0;
    private const int Top = 1;

    private static readonly (string, bool)[] Groups = [(SambaSeed.TeamDn, false), (SambaSeed.TopDn, true), (SambaSeed.BigDn, false)];

    private SambaServer? _server;

    public async Task InitializeAsync()
    {
        if (SambaServer.MissingReason is null)
            _server = await SambaServer.StartAsync(new SambaOptions { People = 60 });
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task Changes_are_seen_as_by_full_reads_and_nothing_else_is_read()
    {
        using var runs = Runs(SambaSeed.AdministratorUpn, SambaSeed.AdministratorPassword);
        using var full = Runs(SambaSeed.AdministratorUpn, SambaSeed.AdministratorPassword);
        await runs.RunAsync();
        (await runs.RunAsync()).Select(ReadingRuns.IsRemembered).ShouldBe([true, true, true], runs.Log.ToString());

        foreach (var (ldif, remembered) in Changes())
        {
            await _server!.ModifyAsync(ldif);
            var actual = await runs.RunAsync();
            var expected = await full.RunAsync(full: true);
            actual.Select(ReadingRuns.Describe).ShouldBe(expected.Select(ReadingRuns.Describe), ldif);
            actual.Select(ReadingRuns.IsRemembered).ShouldBe(remembered, $"{ldif}{runs.Log}");
        }
    }

    [SkippableFact]
    public async Task Deleted_person_is_told_by_id()
    {
        Skip.If(_server is null, SambaServer.MissingReason);
        await using var source = LdapTesting.Open(_server!.Url, settings => settings with
        {
            BindDn = SambaSeed.AdministratorUpn,
            BindPassword = new Secret(SambaSeed.AdministratorPassword),
            Truststore = new CertificateStoreSettings { File = _server.AuthorityFile },
        });
        var person = await source.ReadGroup(new GroupReference(SambaSeed.BigDn), CancellationToken.None)
            .FirstAsync(member => member.DistinguishedName == SambaSeed.PersonDn(20));
        var before = await source.ReadChangesAsync(null, CancellationToken.None);
        await _server.ModifyAsync($"dn: {SambaSeed.PersonDn(20)}\nchangetype: delete\n");

        var changes = await source.ReadChangesAsync(before.Token, CancellationToken.None);

        before.Entries.ShouldBeEmpty();
        changes.Doubt.ShouldBeNull();
        changes.Entries.ShouldContain(entry => entry.Id == person.Id && entry.DistinguishedName == null);
        (await source.ReadChangesAsync(changes.Token, CancellationToken.None)).IsEmpty.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Everything_is_read_by_an_account_that_is_not_shown_all_deleted_objects()
    {
        using var runs = Runs(SambaSeed.ReaderUpn, SambaSeed.Password);
        await runs.RunAsync();

        var second = await runs.RunAsync();

        second[Team].Members.Count.ShouldBe(5);
        second.Select(ReadingRuns.IsRemembered).ShouldBe([false, false, false], runs.Log.ToString());
    }

    [SkippableFact]
    public async Task Everything_is_read_by_an_account_from_which_samba_holds_back_who_was_deleted()
    {
        using var runs = Runs(SambaSeed.ReaderUpn, SambaSeed.Password);
        await _server!.AllowReplicationAsync($"CN=svc-sync,CN=Users,{SambaSeed.BaseDn}");
        await runs.RunAsync();
        await _server.ModifyAsync($"dn: {SambaSeed.PersonDn(2)}\nchangetype: delete\n");

        var after = await runs.RunAsync();

        after.Select(ReadingRuns.IsRemembered).ShouldBe([false, false, false], runs.Log.ToString());
        after[Team].Members.Count.ShouldBe(4);
    }

    [SkippableTheory]
    [InlineData("'$.Values.invocationId', '00'")]
    [InlineData("'$.Values.usn', '999999999'")]
    [InlineData("'$.Kind', 'other'")]
    public async Task Everything_is_read_after_another_controller_or_a_restored_one_answered(string change)
    {
        using var runs = Runs(SambaSeed.AdministratorUpn, SambaSeed.AdministratorPassword);
        await runs.RunAsync();
        using (var connection = new SqliteConnection($"Data Source={runs.HistoryPath};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"UPDATE source_tokens SET token = json_set(token, {change})";
            command.ExecuteNonQuery().ShouldBe(1);
        }

        (await runs.RunAsync()).Select(ReadingRuns.IsRemembered).ShouldBe([false, false, false], runs.Log.ToString());
        (await runs.RunAsync()).Select(ReadingRuns.IsRemembered).ShouldBe([true, true, true], runs.Log.ToString());
    }

    [SkippableTheory]
    [InlineData("attributes: [memberOf]")]
    [InlineData("attributes: [lastLogon]")]
    [InlineData("user_filter: (&(objectClass=person)(!(msDS-User-Account-Control-Computed=16)))")]
    public async Task Everything_is_read_where_an_attribute_changes_by_itself(string settings)
    {
        using var runs = Runs(SambaSeed.AdministratorUpn, SambaSeed.AdministratorPassword);
        runs.Settings = settings;
        await runs.RunAsync();

        (await runs.RunAsync()).Select(ReadingRuns.IsRemembered).ShouldBe([false, false, false], runs.Log.ToString());
    }

    // Big has all people; Top, through Middle and Leaf, those up to 19 and 30, 31, 49; Team those up to 4
    private static IEnumerable<(string Ldif, bool[] Remembered)> Changes()
    {
        yield return (SyncedDirectory.Replace(SambaSeed.PersonDn(1), "mail", "new@ad.test"), [false, false, false]);
        yield return (SyncedDirectory.Replace(SambaSeed.PersonDn(10), "mail", "new10@ad.test"), [true, false, false]);
        yield return ($"dn: {SambaSeed.TeamDn}\nchangetype: modify\nadd: member\nmember: {SambaSeed.PersonDn(45)}\n", [false, true, true]);
        yield return ($"dn: {SambaSeed.LeafDn}\nchangetype: modify\ndelete: member\nmember: {SambaSeed.PersonDn(12)}\n", [true, false, true]);
        yield return ($"dn: {SambaSeed.PersonDn(15)}\nchangetype: delete\n", [true, false, false]);
        yield return ($"dn: {SambaSeed.PersonDn(45)}\nchangetype: modrdn\nnewrdn: CN=Renamed\ndeleteoldrdn: 1\n", [false, true, false]);
        yield return (
            $"dn: CN=Renamed,{SambaSeed.StaffDn}\nchangetype: modrdn\nnewrdn: CN=Renamed\ndeleteoldrdn: 1\nnewsuperior: CN=Users,{SambaSeed.BaseDn}\n",
            [false, true, false]);
        yield return ($"dn: {SambaSeed.MiddleDn}\nchangetype: modrdn\nnewrdn: CN=Other\ndeleteoldrdn: 1\n", [true, false, true]);
        yield return ($"dn: {SambaSeed.StaffDn}\nchangetype: modrdn\nnewrdn: OU=People\ndeleteoldrdn: 1\n", [false, false, false]);
    }

    private ReadingRuns Runs(string account, string password)
    {
        Skip.If(_server is null, SambaServer.MissingReason);
        return new ReadingRuns(
            $"""
            server_url: {_server!.Url}
            bind_dn: {account}
            bind_password: {password}
            truststore_file: {_server.AuthorityFile}
            """,
            Groups);
    }
}
