using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>One vendor group that follows groups of two directories, which number their people alike.</summary>
public sealed class UnionAcrossSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-union-").FullName;
    private readonly DirectoryFile _first = new();
    private readonly DirectoryFile _second = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task People_of_two_sources_with_one_id_stay_two_people()
    {
        _first.With("staff", new Person("1", "anna") { LastName = "First" });
        _second.With("staff", new Person("1", "berta") { LastName = "Second" }).With("staff", new Person("2", "carla"));

        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Added = 3 });
        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 3 });

        // Were the links of both sources mixed up, berta would now be updated into anna's account.
        _first.Leave("staff", "1");
        _first.With("staff", new Person("3", "dora"));
        var run = await RunAsync();
        run.Totals.ShouldBe(new SyncTotals { Added = 1, Removed = 1, Unchanged = 2 }, run.Describe());
        run.Changes.Single(outcome => outcome.Change.IsRemoval).Change.User.ShouldBe("anna");
    }

    [Fact]
    public async Task Person_of_both_sources_is_one_and_the_source_listed_first_decides()
    {
        _first.With("staff", new Person("1", "anna") { LastName = "First" });
        _second.With("staff", new Person("9", "ANNA") { LastName = "Second" });

        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Added = 1 });
        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 1 });

        _first.Change("1", person => person with { LastName = "Third" });
        var change = (await RunAsync()).Changes.ShouldHaveSingleItem().Change;
        change.Action.ShouldBe(ChangeAction.Update);
        change.Differences.ShouldBe([new AttributeDifference("lastName", "First", "Third")]);
    }

    private Task<SyncRun> RunAsync()
    {
        File.WriteAllText(Path.Combine(_folder, "first.ldif"), _first.ToLdif());
        File.WriteAllText(Path.Combine(_folder, "second.ldif"), _second.ToLdif());
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $"""
            sources:
              - name: first
                type: ldif
                file: first.ldif
              - name: second
                type: ldif
                file: second.ldif
            create_groups: true
            vendor_apps:
              - name: App
                module: sqlite
                sqlite:
                  database: app.db
                groups:
                  - source: second
                    source_group: "{DirectoryFile.GroupDn("staff")}"
                    vendor_group: users
                    combine: union
                  - source: first
                    source_group: "{DirectoryFile.GroupDn("staff")}"
                    vendor_group: users
                    combine: union
            """);
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions(), null, CancellationToken.None);
    }
}
