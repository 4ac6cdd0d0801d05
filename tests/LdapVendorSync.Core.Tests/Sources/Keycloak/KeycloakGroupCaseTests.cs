using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Keycloak;

namespace LdapVendorSync.Core.Tests.Sources.Keycloak;

/// <summary>Keycloak on most databases has groups whose names differ in case alone.</summary>
public sealed class KeycloakGroupCaseTests : IDisposable
{
    private readonly SyncFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nobody_is_given_the_group_of_the_other_name()
    {
        await using var keycloak = await KeycloakServer.StartAsync();
        var realm = keycloak.Realm;
        realm.Join(realm.AddGroup("Staff"), realm.AddUser("anna"), realm.AddUser("bert"));
        realm.Join(realm.AddGroup("staff"), realm.AddUser("carl"));

        var run = await _folder.RunAsync(Yaml(keycloak));

        var added = run.Changes.Where(outcome => outcome.Change.Action == ChangeAction.Add).Select(outcome => $"{outcome.Change.Group} {outcome.Change.User}");
        string.Join(", ", added.Order(StringComparer.Ordinal)).ShouldBe("lower carl, upper anna, upper bert", run.Describe());
        keycloak.Checker.ThrowIfViolated();
    }

    [Fact]
    public async Task Neither_is_taken_for_the_other_in_a_later_run()
    {
        await using var keycloak = await KeycloakServer.StartAsync();
        var realm = keycloak.Realm;
        var (upper, anna) = (realm.AddGroup("Staff"), realm.AddUser("anna"));
        realm.Join(upper, anna, realm.AddUser("bert"));
        realm.Join(realm.AddGroup("staff"), realm.AddUser("carl"));
        await _folder.RunAsync(Yaml(keycloak));
        realm.Leave(upper, anna);

        var run = await _folder.RunAsync(Yaml(keycloak));

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = 2 }, run.Describe());
        run.Vendors[0].Groups.SelectMany(group => group.Reasons).ShouldBeEmpty();
        keycloak.Checker.ThrowIfViolated();
    }

    private static string Yaml(KeycloakServer keycloak) => $"""
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
        """;
}
