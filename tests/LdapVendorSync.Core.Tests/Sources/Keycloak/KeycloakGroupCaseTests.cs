using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Keycloak;

namespace LdapVendorSync.Core.Tests.Sources.Keycloak;

/// <summary>Keycloak on most databases has groups whose names differ in case alone.</summary>
public sealed class KeycloakGroupCaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-keycloak-case-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nobody_is_given_the_group_of_the_other_name()
    {
        await using var keycloak = await KeycloakServer.StartAsync();
        var realm = keycloak.Realm;
        realm.Join(realm.AddGroup("Staff"), realm.AddUser("anna"), realm.AddUser("bert"));
        realm.Join(realm.AddGroup("staff"), realm.AddUser("carl"));

        var run = await new SyncRunner(Load(keycloak), new SyncEnvironment()).RunAsync(new SyncOptions(), null, default);

        var added = run.Changes.Where(outcome => outcome.Change.Action == ChangeAction.Add).Select(outcome => $"{outcome.Change.Group} {outcome.Change.User}");
        string.Join(", ", added.Order(StringComparer.Ordinal)).ShouldBe("lower carl, upper anna, upper bert", run.Describe());
        keycloak.ThrowIfViolated();
    }

    [Fact]
    public async Task Neither_is_taken_for_the_other_in_a_later_run()
    {
        await using var keycloak = await KeycloakServer.StartAsync();
        var realm = keycloak.Realm;
        var (upper, anna) = (realm.AddGroup("Staff"), realm.AddUser("anna"));
        realm.Join(upper, anna, realm.AddUser("bert"));
        realm.Join(realm.AddGroup("staff"), realm.AddUser("carl"));
        await new SyncRunner(Load(keycloak), new SyncEnvironment()).RunAsync(new SyncOptions(), null, default);
        realm.Leave(upper, anna);

        var run = await new SyncRunner(Load(keycloak), new SyncEnvironment()).RunAsync(new SyncOptions(), null, default);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = 2 }, run.Describe());
        run.Vendors[0].Groups.SelectMany(group => group.Reasons).ShouldBeEmpty();
        keycloak.ThrowIfViolated();
    }

    private SyncConfiguration Load(KeycloakServer keycloak)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $"""
            sources:
              - name: realm
                type: keycloak
                base_url: {keycloak.BaseUrl}
                realm: acme
                client_id: {KeycloakServer.ClientId}
                client_secret: {KeycloakServer.ClientSecret}
            vendor_apps:
              - name: App
                module: sqlite
                sqlite:
                  database: app.db
                create_groups: true
                groups:
                  - source_group: /Staff
                    vendor_group: upper
                  - source_group: /staff
                    vendor_group: lower
            """);
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
    }
}
