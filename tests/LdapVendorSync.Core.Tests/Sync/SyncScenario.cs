using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A directory, vendors that answer over real HTTP, and a configuration in a folder of its own.</summary>
internal sealed class SyncScenario : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-sync-").FullName;
    private readonly List<VendorTestServer> _servers = [];

    private SyncScenario()
    {
    }

    /// <summary>The directory.</summary>
    public DirectoryFile Source { get; } = new();

    /// <summary>The first vendor.</summary>
    public VendorTestServer Vendor => _servers[0];

    /// <summary>The second vendor.</summary>
    public VendorTestServer SecondVendor => _servers[1];

    /// <summary>Settings at the top of the configuration, as YAML.</summary>
    public string Settings { get; set; } = string.Empty;

    /// <summary>One more setting of the source, as YAML.</summary>
    public string SourceSettings { get; set; } = string.Empty;

    /// <summary>The lines of another source instead of the file, as YAML.</summary>
    public string? OtherSource { get; set; }

    /// <summary>Settings of each vendor, as YAML lines.</summary>
    public IReadOnlyList<string> VendorSettings { get; set; } = [];

    /// <summary>Mappings of each vendor: source group, vendor group, and further settings.</summary>
    public List<(string Source, string Vendor, string? More)> Mappings { get; } = [("staff", "users", null)];

    /// <summary>What every mapping calls its source group, where not by its DN.</summary>
    public string? SourceGroupName { get; set; }

    /// <summary>Changes the configuration's text before it is loaded.</summary>
    public Func<string, string> Adapt { get; set; } = yaml => yaml;

    /// <summary>The clock of the runs.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The folder of history and locks.</summary>
    public string StateDirectory => Path.Combine(_folder, "state");

    public static async Task<SyncScenario> StartAsync(int vendors = 1)
    {
        var scenario = new SyncScenario();
        for (var i = 0; i < vendors; i++)
        {
            var server = await VendorTestServer.StartAsync();
            server.Store.CreateGroup("users");
            scenario._servers.Add(server);
        }

        return scenario;
    }

    /// <summary>Runs once, with the directory as it is now.</summary>
    public Task<SyncRun> RunAsync(SyncOptions? options = null, CancellationToken cancellationToken = default) =>
        new SyncRunner(Load(), new SyncEnvironment { TimeProvider = TimeProvider }).RunAsync(options ?? new SyncOptions(), null, cancellationToken);

    /// <summary>Asks why somebody is, is not or was in a group of the first vendor, with the directory as it is now.</summary>
    public Task<MembershipTrace> TraceAsync(string person, string group = "users", DateTimeOffset? at = null) =>
        new MembershipTracer(Load(), new SyncEnvironment { TimeProvider = TimeProvider })
            .TraceAsync(new TraceRequest(person, "app1", group, at), default);

    /// <summary>Makes a plan, with the directory as it is now.</summary>
    public Task<PlanningResult> TryPlanAsync(SyncOptions? options = null, TimeSpan? expiresAfter = null) => new SyncRunner(Load(), new SyncEnvironment { TimeProvider = TimeProvider })
        .PlanAsync(options ?? new SyncOptions(), expiresAfter, null, default);

    /// <summary>Makes a plan that goes through a file, with the directory as it is now.</summary>
    public async Task<SyncPlan> PlanAsync(SyncOptions? options = null)
    {
        var result = await TryPlanAsync(options);
        await PlanFile.WriteAsync(result.Plan.ShouldNotBeNull(result.Run.Describe()), PlanPath, default);
        return await PlanFile.ReadAsync(PlanPath, default);
    }

    /// <summary>Applies a plan, with the directory as it is now.</summary>
    public Task<SyncRun> ApplyAsync(SyncPlan plan, bool strict = false) => RunAsync(new SyncOptions { Plan = plan, Strict = strict });

    /// <summary>Applies changes that were compared elsewhere.</summary>
    public Task<SyncRun> ApplyAsync(params IReadOnlyList<MembershipChange> changes) =>
        new SyncRunner(Load(), new SyncEnvironment { TimeProvider = TimeProvider }).ApplyAsync(changes, new SyncOptions(), null, default);

    /// <summary>Where <see cref="PlanAsync"/> leaves the plan.</summary>
    public string PlanPath => Path.Combine(_folder, "plans", "plan.json");

    /// <summary>The configuration, with the directory as it is now.</summary>
    public SyncConfiguration Load()
    {
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), Source.ToLdif());
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, Adapt(Yaml()));
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Yaml() => $"""
        sources:
          - name: hr
        {Indented(OtherSource ?? $"type: ldif\nfile: directory.ldif\n{SourceSettings}")}
        error_handling:
          max_retries: 1
          retry_wait_seconds: 0.01
          max_errors_per_vendor: 5
          outage_wait_seconds: 2
        {Settings}
        vendor_apps:
        {string.Join('\n', _servers.Select(VendorYaml))}
        """;

    private string VendorYaml(VendorTestServer server, int index) => $"""
          - name: App{index + 1}
            module: rest
            base_url: {server.BaseUrl}
        {Indented(VendorSettings.ElementAtOrDefault(index))}
            groups:
        {string.Join('\n', Mappings.Select(MappingYaml))}
        """;

    private string MappingYaml((string Source, string Vendor, string? More) mapping) => $"""
              - source_group: "{SourceGroupName ?? DirectoryFile.GroupDn(mapping.Source)}"
                vendor_group: {mapping.Vendor}
        {(mapping.More is null ? string.Empty : $"        {mapping.More}")}
        """;

    private static string Indented(string? lines) =>
        string.Join('\n', (lines ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "    " + line));
}
