using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Mappings that name their source groups by <c>cn</c>, on a real OpenLDAP and a vendor over real HTTP.</summary>
public sealed class GroupsByNameTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-names-").FullName;
    private SlapdServer? _slapd;
    private VendorTestServer _vendor = null!;

    public async Task InitializeAsync()
    {
        _vendor = await VendorTestServer.StartAsync();
        _vendor.Store.CreateGroup("first");
        _vendor.Store.CreateGroup("second");
        if (SlapdServer.MissingReason is null)
            _slapd = await SlapdServer.StartAsync(new SlapdOptions
            {
                SyncProvider = true,
                Seed = new DirectorySeed { People = 20, Teams = 2 },
            });
    }

    public async Task DisposeAsync()
    {
        if (_slapd is not null)
            await _slapd.DisposeAsync();
        await _vendor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Group_is_found_by_its_cn_and_after_a_rename_by_its_id()
    {
        Skip.If(_slapd is null, SlapdServer.MissingReason);
        var first = await RunAsync();
        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        _vendor.Store.MemberNames("first").ShouldBe(Enumerable.Range(0, 5).Select(DirectorySeed.Uid));
        await _slapd.ModifyAsync($"dn: {DirectorySeed.TeamDn(0)}\nchangetype: modrdn\nnewrdn: cn=crew\ndeleteoldrdn: 1\n");

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Unchanged = 10 });
        run.Vendors[0].Groups[0].Reasons.ShouldHaveSingleItem().ShouldContain("was renamed or moved");
        run.Vendors[0].Groups[1].Reasons.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Name_that_two_groups_have_is_an_error_of_its_mapping_alone()
    {
        Skip.If(_slapd is null, SlapdServer.MissingReason);
        await RunAsync();
        await _slapd.ModifyAsync($"""
            dn: cn=team0,ou=policies,{DirectorySeed.Suffix}
            changetype: add
            objectClass: groupOfNames
            cn: team0
            member: {DirectorySeed.PersonDn(19)}

            dn: {DirectorySeed.TeamDn(1)}
            changetype: modify
            add: member
            member: {DirectorySeed.PersonDn(19)}
            """);

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Vendors[0].Groups[0].Error.ShouldNotBeNull().ShouldContain($"cn=team0,ou=policies,{DirectorySeed.Suffix}");
        run.Vendors[0].Groups[1].Error.ShouldBeNull();
        run.Totals.Added.ShouldBe(1, run.Describe());
        _vendor.Store.MemberNames("first").ShouldBe(Enumerable.Range(0, 5).Select(DirectorySeed.Uid));
        _vendor.Store.MemberNames("second").ShouldContain(DirectorySeed.Uid(19));
    }

    private Task<SyncRun> RunAsync()
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $"""
            ldap:
              server_url: {_slapd!.Url}
              bind_dn: {DirectorySeed.ReaderDn}
              bind_password: {DirectorySeed.Password}
            error_handling: {"{ max_retries: 1, retry_wait_seconds: 0.05 }"}
            vendor_apps:
              - name: App
                module: rest
                base_url: {_vendor.BaseUrl}
                groups:
                  - {"{ source_group: team0, vendor_group: first }"}
                  - {"{ source_group: TEAM1, vendor_group: second }"}
            """);
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions(), null, CancellationToken.None);
    }
}
