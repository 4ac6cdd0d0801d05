using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Net;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>The main job on a real OpenLDAP and a vendor over real HTTP.</summary>
public sealed class DirectoryToVendorTests : IAsyncLifetime
{
    private const int People = 10_000;
    private const string PosixDn = "cn=shrinking,ou=groups," + DirectorySeed.Suffix;
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-main-").FullName;
    private SlapdServer? _slapd;
    private VendorTestServer _vendor = null!;

    public async Task InitializeAsync()
    {
        _vendor = await VendorTestServer.StartAsync();
        if (SlapdServer.MissingReason is null)
            _slapd = await SlapdServer.StartAsync(new SlapdOptions { Seed = new DirectorySeed { People = People, ExtraLdif = Posix() } });
    }

    public async Task DisposeAsync()
    {
        if (_slapd is not null)
            await _slapd.DisposeAsync();
        await _vendor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Ten_thousand_members_are_added_updated_and_removed_and_the_second_run_sends_no_write()
    {
        Skip.IfNot(_slapd is not null, SlapdServer.MissingReason);
        _vendor.Store.Seed("users", Enumerable.Range(0, 9000).Select(number => new VendorUser { Username = DirectorySeed.Uid(number) }));
        _vendor.Store.Seed("users", Enumerable.Range(0, 50).Select(number => new VendorUser { Username = $"leaver{number}" }));

        var first = await RunAsync(DirectorySeed.EveryoneDn);

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.ShouldBe(new SyncTotals { Added = 1000, Removed = 50, Updated = 9000 });
        _vendor.Store.MemberNames("users").ShouldBe(Enumerable.Range(0, People).Select(DirectorySeed.Uid));
        _vendor.Requests.PeopleTwiceAtOnce.ShouldBeEmpty();

        _vendor.Requests.Clear();
        var second = await RunAsync(DirectorySeed.EveryoneDn);
        second.Totals.ShouldBe(new SyncTotals { Unchanged = People }, second.Describe());
        _vendor.Requests.Writes.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Group_that_was_emptied_removes_nobody()
    {
        Skip.IfNot(_slapd is not null, SlapdServer.MissingReason);
        (await RunAsync(PosixDn)).Totals.Added.ShouldBe(4);
        await _slapd.ModifyAsync($"dn: {PosixDn}\nchangetype: modify\ndelete: memberUid\n");
        _vendor.Requests.Clear();

        var run = await RunAsync(PosixDn);

        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        run.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain(PosixDn);
        _vendor.Requests.Writes.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Group_that_is_gone_removes_nobody()
    {
        Skip.IfNot(_slapd is not null, SlapdServer.MissingReason);
        await RunAsync(PosixDn);
        await _slapd.ModifyAsync($"dn: {PosixDn}\nchangetype: delete\n");
        _vendor.Requests.Clear();

        var run = await RunAsync(PosixDn);

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain(PosixDn);
        _vendor.Requests.Writes.ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("member")]
    [InlineData("memberof")]
    public async Task Directory_that_breaks_off_in_the_middle_removes_nobody(string strategy)
    {
        Skip.IfNot(_slapd is not null, SlapdServer.MissingReason);
        _vendor.Store.Seed("users", Enumerable.Range(0, 20).Select(number => new VendorUser { Username = $"leaver{number}" }));
        await using var proxy = new CuttingProxy(_slapd.Port) { CutAfterBytes = 1_500_000, CutConnections = 1, IsGoneThen = true };

        var run = await RunAsync(DirectorySeed.EveryoneDn, proxy.Port, $"member_strategy: {strategy}");

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain(DirectorySeed.EveryoneDn);
        _vendor.Requests.Writes.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Directory_that_is_down_removes_nobody()
    {
        Skip.IfNot(_slapd is not null, SlapdServer.MissingReason);
        _vendor.Store.Seed("users", new VendorUser { Username = "leaver" });
        await _slapd.KillAsync();

        var run = await RunAsync(DirectorySeed.EveryoneDn);

        run.ExitCode.ShouldBe(SyncExitCode.NoSourceReadable, run.Describe());
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain(DirectorySeed.EveryoneDn);
        _vendor.Requests.Writes.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Person_whose_entry_was_renamed_is_one_update()
    {
        Skip.IfNot(_slapd is not null, SlapdServer.MissingReason);
        await RunAsync(DirectorySeed.TeamDn(0));
        _vendor.Requests.Clear();
        await _slapd.ModifyAsync($"dn: {DirectorySeed.PersonDn(1)}\nchangetype: modrdn\nnewrdn: uid=married\ndeleteoldrdn: 1\n");
        await _slapd.ModifyAsync($"dn: uid=married,ou=people,{DirectorySeed.Suffix}\nchangetype: modify\nreplace: mail\nmail: married@example.test\n");

        var run = await RunAsync(DirectorySeed.TeamDn(0));

        var change = run.Changes.ShouldHaveSingleItem().Change;
        change.Action.ShouldBe(ChangeAction.Update);
        change.Differences.Select(difference => difference.Attribute).ShouldBe(["userName", "email"], ignoreOrder: true);
        _vendor.Requests.Writes.Count.ShouldBe(1);
    }

    private static string Posix() => $"dn: {PosixDn}\nobjectClass: posixGroup\ncn: shrinking\ngidNumber: 6000\n"
        + string.Concat(Enumerable.Range(0, 4).Select(number => $"memberUid: {DirectorySeed.Uid(number)}\n")) + "\n";

    private Task<SyncRun> RunAsync(string group, int? port = null, string settings = "member_strategy: auto")
    {
        if (_vendor.Store.Members("users") is null)
            _vendor.Store.CreateGroup("users");
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $"""
            ldap:
              server_url: ldap://127.0.0.1:{port ?? _slapd!.Port}
              bind_dn: {DirectorySeed.ReaderDn}
              bind_password: {DirectorySeed.Password}
              user_base_dn: ou=people,{DirectorySeed.Suffix}
              {settings}
            concurrency: 16
            error_handling: {"{ max_retries: 1, retry_wait_seconds: 0.05 }"}
            vendor_apps:
              - name: App
                module: rest
                base_url: {_vendor.BaseUrl}
                groups:
                  - ldap_group: '{group}'
                    vendor_group: users
            """);
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions(), null, CancellationToken.None);
    }
}
