using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Glean;

namespace LdapVendorSync.Core.Tests.Vendors.Glean;

/// <summary>A directory whose people all go to a running Glean, and a team of some of them, in a folder of its own.</summary>
internal sealed class GleanScenario : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-glean-").FullName;

    private GleanScenario(GleanServer server) => Server = server;

    public GleanServer Server { get; }

    public DirectoryFile Source { get; } = new();

    public LogRecorder Log { get; } = new();

    /// <summary>Settings of the <c>glean:</c> block, a line each.</summary>
    public string Glean { get; set; } = "take_over: true";

    /// <summary>Further settings of the vendor, a line each.</summary>
    public string Vendor { get; set; } = string.Empty;

    /// <summary>Further settings of the source, a line each.</summary>
    public string SourceSettings { get; set; } = string.Empty;

    /// <summary>Whether a team is synced too.</summary>
    public bool HasTeam { get; set; }

    public string StateDirectory => Path.Combine(_folder, "state");

    public static async Task<GleanScenario> StartAsync(int people)
    {
        var scenario = new GleanScenario(await GleanServer.StartAsync());
        scenario.Add(1, people);
        return scenario;
    }

    /// <summary>Numbered people with a department.</summary>
    public void Add(int first, int count)
    {
        for (var number = first; number < first + count; number++)
            Source.With("staff", Person.Numbered(number) with { More = ("departmentNumber", "Engineering") });
    }

    /// <summary>Somebody whose entry is gone.</summary>
    public void Delete(int number)
    {
        var id = Person.Numbered(number).Id;
        Source.Persons.Remove(id);
        foreach (var members in Source.Groups.Values)
            members.Remove(id);
    }

    public Task<SyncRun> RunAsync(SyncOptions? options = null, CancellationToken cancellationToken = default) =>
        new SyncRunner(Load(), new SyncEnvironment { LoggerFactory = Log }).RunAsync(options ?? new SyncOptions(), null, cancellationToken);

    public SyncConfiguration Load()
    {
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), Source.ToLdif());
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, Yaml());
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Server.ThrowIfViolated();
    }

    private string Yaml() => $"""
        sources:
          - name: hr
            type: ldif
            file: directory.ldif
        {Indented(SourceSettings, 4)}
        error_handling: {"{ max_retries: 2, retry_wait_seconds: 0.01, outage_wait_seconds: 2, max_errors_per_vendor: none }"}
        vendor_apps:
          - name: Glean
            module: glean
            base_url: {Server.BaseUrl}
            auth: {$"{{ method: bearer, token: {GleanServer.Token} }}"}
            allow_account_deletion: true
            attributes:
              userName: uid
              email: mail
              firstName: givenName
              lastName: sn
              department: departmentNumber
        {Indented(Vendor, 4)}
            glean:
              page_size: 1000
        {Indented(Glean, 6)}
            groups:
              - {"{ source_group: \"*\", vendor_group: people }"}
        {(HasTeam ? $"      - {{ source_group: \"{DirectoryFile.GroupDn("sre")}\", vendor_group: sre, create_groups: true }}" : string.Empty)}
        """;

    private static string Indented(string lines, int by) =>
        string.Join('\n', lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new string(' ', by) + line));
}
