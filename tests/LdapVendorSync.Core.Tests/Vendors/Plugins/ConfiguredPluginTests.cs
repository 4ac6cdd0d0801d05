using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.Core.Tests.Vendors.Plugins;

/// <summary>The key <c>plugins</c>, and a whole sync with the provider of the example.</summary>
public sealed class ConfiguredPluginTests : IDisposable
{
    private readonly PluginWorkshop _workshop = new();
    private readonly DirectoryFile _source = new DirectoryFile().WithNumbered("staff", 30);

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Sync_adds_updates_removes_and_then_has_nothing_to_do()
    {
        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Added = 30 });
        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 30 });

        _source.Change("id-00002", person => person with { Mail = "new@nordwind.example" });
        _source.Leave("staff", "id-00003");
        var changed = await RunAsync();

        changed.Totals.ShouldBe(new SyncTotals { Updated = 1, Removed = 1, Unchanged = 28 }, changed.Describe());
        (await RunAsync()).Totals.ShouldBe(new SyncTotals { Unchanged = 29 });
    }

    [Fact]
    public async Task Dry_run_leaves_no_file_behind()
    {
        var run = await RunAsync(new SyncOptions { DryRun = true });

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        File.Exists(Path.Combine(_workshop.Folder, "data", "newsletter.json")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("newsletter: { fil: a.json }", "sync.yaml:4:52: error: vendor_apps[0].newsletter.fil: There is no key 'fil' here. Did you mean 'file'?")]
    [InlineData("newsletter: { file: a.json, open_to_all: maybe }", "vendor_apps[0].newsletter.open_to_all: 'maybe' is not one of true, false.")]
    [InlineData("base_url: https://a.example, newsletter: { file: a.json }", "vendor_apps[0].base_url: A newsletter has no address.")]
    [InlineData("enabled: 1", "error: vendor_apps[0].newsletter.file: The key is missing.")]
    public void Settings_of_a_plugin_are_checked_like_those_of_a_built_in_provider(string settings, string problem)
    {
        using var loader = Loader(out var providers);
        Load(settings, providers, loader).Problems.Select(found => found.ToString()).ShouldContain(found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Plugin_that_cannot_be_loaded_is_one_problem_with_its_place()
    {
        var file = Path.Combine(_workshop.Folder, "none.dll");
        using var loader = Loader(out var providers);

        var result = Load("newsletter: { file: a.json }", providers, loader, plugin: "none.dll");

        result.Problems.ShouldHaveSingleItem().ToString().ShouldEndWith(
            $"sync.yaml:1:11: error: plugins[0]: There is no file or folder '{file}'. A path in the configuration is relative to its folder.");
    }

    [Fact]
    public void Script_is_refused_where_there_is_no_PowerShell()
    {
        File.WriteAllText(Path.Combine(_workshop.Folder, "own.ps1"), "function Connect-Vendor { }");
        using var loader = Loader(out var providers);

        var problem = Load("own: { a: b }", providers, loader, "own.ps1", "own").Problems.ShouldHaveSingleItem();

        problem.Message.ShouldContain("the command ldap-vendor-sync has no PowerShell inside");
        problem.Hint!.ShouldContain("Import-Module LdapVendorSync");
    }

    [Fact]
    public void Plugin_is_an_error_where_nobody_loads_any()
    {
        var result = Load("newsletter: { file: a.json }", VendorProviderRegistry.CreateDefault(), loader: null);
        result.Errors.ShouldHaveSingleItem().Message.ShouldContain("loads no plug-ins");
    }

    [Fact]
    public void Plugin_that_is_registered_already_may_be_named_too()
    {
        using var loader = Loader(out var providers);
        loader.Load(PluginWorkshop.Example);

        Load("newsletter: { file: a.json }", providers, loader).Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Paths_of_plugins_are_relative_to_the_configuration_and_go_with_the_loader()
    {
        File.Copy(PluginWorkshop.Example, Path.Combine(_workshop.Folder, "copy.dll"));
        var loader = Loader(out var providers);

        var configuration = Load("newsletter: { file: a.json }", providers, loader, plugin: "copy.dll").GetConfiguration();

        configuration.Plugins.ShouldBe([Path.Combine(_workshop.Folder, "copy.dll")]);
        providers.TryFind("newsletter", out _).ShouldBeTrue();
        loader.Dispose();
        providers.TryFind("newsletter", out _).ShouldBeFalse();
    }

    [Fact]
    public void Settings_that_fail_to_check_themselves_are_a_problem_of_the_configuration()
    {
        var file = _workshop.Compile("Careless", PluginWorkshop.Provider("Careless", "careless", settings: "typeof(CarelessSettings)") + """
            public sealed record CarelessSettings : IProviderSettings
            {
                [Setting("A text.")] public string Text { get; init; }
                public IEnumerable<SettingProblem> Validate(VendorSettings vendor) => throw new NullReferenceException("nothing there");
            }
            """);
        using var loader = Loader(out var providers);

        var problem = Load("careless: { text: a }", providers, loader, file, "careless").Problems.ShouldHaveSingleItem();

        problem.Key.ShouldBe("vendor_apps[0].careless");
        problem.Message.ShouldBe("The provider 'careless' fails to check its settings: nothing there");
    }

    private async Task<SyncRun> RunAsync(SyncOptions? options = null)
    {
        using var loader = Loader(out var providers);
        var configuration = Load("newsletter: { file: data/newsletter.json }, create_groups: true", providers, loader).GetConfiguration();
        return await new SyncRunner(configuration, new SyncEnvironment { Providers = providers }).RunAsync(options ?? new SyncOptions(), null, default);
    }

    private ConfigurationResult Load(
        string settings, VendorProviderRegistry providers, PluginLoader? loader, string? plugin = null, string module = "newsletter")
    {
        File.WriteAllText(Path.Combine(_workshop.Folder, "directory.ldif"), _source.ToLdif());
        var file = Path.Combine(_workshop.Folder, "sync.yaml");
        File.WriteAllText(file, $$"""
            plugins: ["{{plugin ?? PluginWorkshop.Example}}"]
            sources: [{ name: hr, type: ldif, file: directory.ldif }]
            vendor_apps:
              - { name: app, module: {{module}}, {{settings}}, groups: [{ source_group: "{{DirectoryFile.GroupDn("staff")}}", vendor_group: users }] }
            """);
        return ConfigurationLoader.Load(new ConfigurationLoadOptions { Path = file, Providers = providers.SettingsTypes, Plugins = loader });
    }

    private static PluginLoader Loader(out VendorProviderRegistry providers) =>
        new(providers = VendorProviderRegistry.CreateDefault(), [new AssemblyPlugins()]);
}
