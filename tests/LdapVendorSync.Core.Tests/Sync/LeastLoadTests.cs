using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sources.Ldap;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>What a run asks of the directory, however many vendors it serves.</summary>
public sealed class LeastLoadTests : IDisposable
{
    private const string OtherGroupDn = "cn=other," + FakeDirectory.Suffix;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-load-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_with_several_vendors_makes_one_connection_and_reads_each_group_once()
    {
        var fake = FakeDirectory.WithPeople(200).Add(OtherGroupDn, FakeDirectory.PersonDn(1), FakeDirectory.PersonDn(2));
        await using var peer = fake.Start();

        var run = await RunAsync(peer.Port);

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.Added.ShouldBe(4 * (200 + 2));
        peer.Connections.Count.ShouldBe(1);
        foreach (var group in new[] { FakeDirectory.GroupDn, OtherGroupDn })
            fake.Searches.Count(search => search.BaseDn == group && search.Attributes.Contains("member")).ShouldBe(1, group);
    }

    private Task<SyncRun> RunAsync(int port)
    {
        var vendors = string.Concat(Enumerable.Range(1, 4).Select(number => $"""
              - name: App{number}
                module: sqlite
                sqlite: {"{ database: app" + number + ".db }"}
                create_groups: true
                groups:
                  - {"{ ldap_group: '" + FakeDirectory.GroupDn + "', vendor_group: people }"}
                  - {"{ ldap_group: '" + OtherGroupDn + "', vendor_group: others }"}

            """));
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $"""
            ldap:
              server_url: ldap://127.0.0.1:{port}
              fields: {"{ id: [sAMAccountName] }"}
            vendor_apps:
            {vendors}
            """);
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions(), null, CancellationToken.None);
    }
}
