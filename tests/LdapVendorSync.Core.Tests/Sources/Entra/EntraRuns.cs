using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Core.Tests.Sync.Incremental;
using LdapVendorSync.Fixtures.Entra;

namespace LdapVendorSync.Core.Tests.Sources.Entra;

/// <summary>Runs by the configuration of docs/sources/entra.md, as it stands there, over a tenant with three groups.</summary>
internal sealed partial class EntraRuns : IAsyncDisposable
{
    private static readonly string Page = DocumentationPage.Read("sources/entra.md");

    private readonly SyncFolder _folder = new();

    private EntraRuns(EntraServer server)
    {
        Server = server;
        var store = server.Store;
        var (alice, bob, carol) = (store.AddUser("alice", department: "Engineering"), store.AddUser("bob"), store.AddUser("carol"));
        store.AddUsers(4);
        Oncall = store.AddGroup("On call", carol, alice);
        Staff = store.AddGroup("Staff", alice, bob);
        Sre = store.AddGroup("Site Reliability", alice, bob, Oncall);
    }

    public EntraServer Server { get; }

    /// <summary>A group that is nested in <see cref="Sre"/>, and not mapped.</summary>
    public EntraObject Oncall { get; }

    /// <summary>A group that is mapped by its id.</summary>
    public EntraObject Staff { get; }

    /// <summary>A group that is mapped by its name.</summary>
    public EntraObject Sre { get; }

    /// <summary>Where the runs keep everything.</summary>
    public string Folder => _folder.Path;

    private ShiftedClock Clock { get; } = new();

    public static async Task<EntraRuns> StartAsync() => new(await EntraServer.StartAsync());

    /// <summary>What a run changed: action, group, person, result.</summary>
    public static IEnumerable<string> Changes(SyncRun run) => run.Changes.Select(outcome =>
        $"{outcome.Change.Action} {outcome.Change.Mapping.VendorGroup} {outcome.Change.User!.Split('@')[0]} {outcome.Result}");

    /// <summary>The ids of the groups whose members Graph was asked for.</summary>
    public IEnumerable<string> GroupsRead() => Server.GraphRequests
        .Where(request => request.Path.EndsWith("/members", StringComparison.Ordinal))
        .Select(request => request.Path.Split('/')[3]);

    /// <summary>The configuration of the page.</summary>
    public string Yaml() => Block().Match(Page).Groups["yaml"].Value;

    /// <summary>A run, an hour after the one before: of runs close to each other nothing is kept at first.</summary>
    public Task<SyncRun> RunAsync(LogRecorder? log = null, Func<string, string>? change = null)
    {
        Clock.Shift += TimeSpan.FromHours(1);
        var environment = new SyncEnvironment { TimeProvider = Clock };
        if (log is not null)
            environment = environment with { LoggerFactory = log };
        return new SyncRunner(LoadResult(change is null ? Yaml() : change(Yaml())).GetConfiguration(), environment)
            .RunAsync(new SyncOptions { AllowRemovals = true }, null, CancellationToken.None);
    }

    /// <summary>Loads a configuration, with the server of this instance in its environment.</summary>
    public ConfigurationResult LoadResult(string yaml, string? secret = EntraServer.ClientSecret)
    {
        var environment = _folder.Variables;
        environment.Clear();
        environment["AZURE_TENANT_ID"] = EntraServer.TenantId;
        environment["AZURE_CLIENT_ID"] = EntraServer.ClientId;
        if (secret is not null)
            environment["AZURE_CLIENT_SECRET"] = secret;
        if (!yaml.Contains("_url:", StringComparison.Ordinal))
        {
            environment["LVS__SOURCES__ENTRA__AUTHORITY_URL"] = Server.BaseUrl.AbsoluteUri;
            environment["LVS__SOURCES__ENTRA__GRAPH_URL"] = Server.BaseUrl.AbsoluteUri;
        }

        environment["LVS__ERROR_HANDLING__RETRY_WAIT_SECONDS"] = "0.01";
        return _folder.Load(yaml.Replace("00000005-0000-4000-8000-000000000009", Staff.Id, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Server.Checker.ThrowIfViolated();
        _folder.Dispose();
    }

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
