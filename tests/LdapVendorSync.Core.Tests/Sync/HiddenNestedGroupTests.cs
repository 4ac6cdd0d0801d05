using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Nested groups on a real server that an administrator hides, whole or in part: their people keep their access.</summary>
public sealed class HiddenNestedGroupTests : IAsyncLifetime
{
    private const string Groups = "ou=groups," + DirectorySeed.Suffix;
    private const string TopDn = "cn=top," + Groups;
    private const string InnerDn = "cn=inner," + Groups;
    private const string Everybody = "u00000 u00001 u00002 u00003 u00004";
    private const int PastEveryGrace = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-nested-").FullName;
    private SlapdServer? _slapd;
    private VendorTestServer _vendor = null!;

    public async Task InitializeAsync() => _vendor = await VendorTestServer.StartAsync();

    public async Task DisposeAsync()
    {
        if (_slapd is not null)
            await _slapd.DisposeAsync();
        await _vendor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Nested_group_whose_entry_is_hidden_keeps_its_people_for_ever()
    {
        var slapd = await StartAsync("groupOfNames", "member", "access to filter=(description=hidden) by * none");
        await SyncedAsync(slapd);
        await slapd.ModifyAsync(Describe(InnerDn, "hidden"));

        for (var count = 0; count < PastEveryGrace; count++)
            await HeldAsync(slapd, $"'{InnerDn}' cannot be read");

        await slapd.ModifyAsync(Describe(InnerDn, "shown"));
        (await RunAsync(slapd)).ExitCode.ShouldBe(SyncExitCode.Done);
    }

    [SkippableFact]
    public async Task Nested_group_that_must_have_members_and_shows_none_is_unreadable()
    {
        var slapd = await StartAsync("groupOfNames", "member", "access to filter=(description=hidden) attrs=member by * none");
        await SyncedAsync(slapd);
        await slapd.ModifyAsync(Describe(InnerDn, "hidden"));

        await HeldAsync(slapd, "does not allow that it has none");

        File.Delete(Path.Combine(_folder, "history.db"));
        await HeldAsync(slapd, "does not allow that it has none");
    }

    [SkippableFact]
    public async Task Nested_group_that_may_be_empty_holds_until_its_mapping_allows_it()
    {
        var slapd = await StartAsync("posixGroup", "memberUid", "access to filter=(description=hidden) attrs=memberUid by * none");
        await SyncedAsync(slapd);
        await slapd.ModifyAsync(Describe(InnerDn, "hidden"));

        for (var count = 0; count < PastEveryGrace; count++)
            await HeldAsync(slapd, "was not empty when last read");

        var allowed = await RunAsync(slapd, allowEmpty: true);
        allowed.ExitCode.ShouldBe(SyncExitCode.Done, allowed.Describe());
        MemberNames().ShouldBe("u00000 u00001");
        (await RunAsync(slapd)).ExitCode.ShouldBe(SyncExitCode.Done, "an empty group that was accepted is no longer doubted");
    }

    [SkippableFact]
    public async Task Hidden_nested_group_without_memory_is_read_as_it_shows_itself()
    {
        var slapd = await StartAsync("posixGroup", "memberUid", "access to filter=(description=hidden) attrs=memberUid by * none");
        await slapd.ModifyAsync(Describe(InnerDn, "hidden"));

        var run = await RunAsync(slapd);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        MemberNames().ShouldBe("u00000 u00001");
    }

    [SkippableFact]
    public async Task Nested_group_that_is_deleted_takes_its_people_with_it()
    {
        var slapd = await StartAsync("groupOfNames", "member", string.Empty);
        await SyncedAsync(slapd);
        await slapd.ModifyAsync($"dn: {InnerDn}\nchangetype: delete\n");

        var run = await RunAsync(slapd);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        MemberNames().ShouldBe("u00000 u00001");
    }

    [SkippableFact]
    public async Task Source_group_whose_list_is_hidden_counts_as_empty_and_what_was_nested_in_it_is_not_forgotten()
    {
        const string rules = """
            access to filter=(description=hidden) attrs=member by * none
            access to filter=(description=invisible) by * none
            """;
        var slapd = await StartAsync("groupOfNames", "member", rules);
        await SyncedAsync(slapd);
        await slapd.ModifyAsync(Describe(TopDn, "hidden"));

        await HeldAsync(slapd, "Blocked = 5");

        await slapd.ModifyAsync(Describe(InnerDn, "invisible"));
        await slapd.ModifyAsync(Describe(TopDn, "shown"));
        await HeldAsync(slapd, $"'{InnerDn}' cannot be read");
    }

    private async Task<SlapdServer> StartAsync(string innerClass, string memberAttribute, string accessRules)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        var isPosix = memberAttribute == "memberUid";
        var inner = Enumerable.Range(2, 3)
            .Select(number => $"{memberAttribute}: {(isPosix ? DirectorySeed.Uid(number) : DirectorySeed.PersonDn(number))}");
        _slapd = await SlapdServer.StartAsync(new SlapdOptions
        {
            AccessRules = accessRules,
            Seed = new DirectorySeed
            {
                ExtraLdif = $"""

                    dn: {TopDn}
                    objectClass: groupOfNames
                    cn: top
                    member: {DirectorySeed.PersonDn(0)}
                    member: {DirectorySeed.PersonDn(1)}
                    member: {InnerDn}

                    dn: {InnerDn}
                    objectClass: {innerClass}
                    cn: inner
                    {(isPosix ? "gidNumber: 7000\n" : string.Empty)}{string.Join('\n', inner)}

                    """,
            },
        });
        _vendor.Store.Seed("top", Enumerable.Range(0, 5).Select(number => new VendorUser { Username = DirectorySeed.Uid(number) }));
        return _slapd;
    }

    private async Task SyncedAsync(SlapdServer slapd)
    {
        var run = await RunAsync(slapd);
        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        MemberNames().ShouldBe(Everybody);
    }

    private async Task HeldAsync(SlapdServer slapd, string why)
    {
        var run = await RunAsync(slapd);
        run.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, run.Describe());
        run.Describe().ShouldContain(why);
        MemberNames().ShouldBe(Everybody);
    }

    private Task<SyncRun> RunAsync(SlapdServer slapd, bool allowEmpty = false)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $$"""
            ldap:
              server_url: {{slapd.Url}}
              bind_dn: {{DirectorySeed.ReaderDn}}
              bind_password: {{DirectorySeed.Password}}
              user_base_dn: ou=people,{{DirectorySeed.Suffix}}
            vendor_apps:
              - name: App
                module: rest
                base_url: {{_vendor.BaseUrl}}
                groups:
                  - { ldap_group: '{{TopDn}}', vendor_group: top, recurse: true, allow_empty_source: {{(allowEmpty ? "true" : "false")}} }
            """);
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions(), null, CancellationToken.None);
    }

    private string MemberNames() => string.Join(' ', _vendor.Store.MemberNames("top").Order(StringComparer.Ordinal));

    private static string Describe(string dn, string text) =>
        $"dn: {dn}\nchangetype: modify\nreplace: description\ndescription: {text}\n";
}
