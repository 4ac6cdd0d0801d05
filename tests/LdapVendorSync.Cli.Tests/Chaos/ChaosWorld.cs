using System.Diagnostics;
using System.Text;
using LdapVendorSync.Cli.Tests.Chaos.Oracle;
using LdapVendorSync.Cli.Tests.Chaos.Truths;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Mail;
using LdapVendorSync.Fixtures.Net;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>A directory, two vendors, a mail server and a folder for all that a run writes: everything a run has to do with.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    // Against hanging only.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, VendorTestServer> _vendors = [];

    private ChaosWorld(Truth truth, SlapdServer directory, SmtpServer? mail)
    {
        Truth = truth;
        Directory = directory;
        Mail = mail;
    }

    /// <summary>What is right.</summary>
    public Truth Truth { get; }

    /// <summary>The directory, which holds it.</summary>
    public SlapdServer Directory { get; }

    /// <summary>The mail server, where there is one on this machine.</summary>
    public SmtpServer? Mail { get; }

    /// <summary>Where everything is written.</summary>
    public string Folder { get; } = System.IO.Directory.CreateTempSubdirectory("lvs-chaos-").FullName;

    public string StateFolder => Path.Combine(Folder, "state");

    public string LogFolder => Path.Combine(Folder, "logs");

    public string ReportFolder => Path.Combine(Folder, "reports");

    /// <summary>How many requests a run that changes nothing makes to a vendor.</summary>
    public int UsualRequests { get; private set; }

    /// <summary>How many bytes the directory says in a run that reads everything.</summary>
    public long UsualAnswer { get; private set; }

    /// <summary>Starts everything.</summary>
    public static async Task<ChaosWorld> StartAsync(Truth truth)
    {
        var mail = SmtpServer.MissingReason is null ? await SmtpServer.StartAsync("sync", ChaosSecrets.MailPassword) : null;
        var world = new ChaosWorld(truth, await ChaosDirectory.StartAsync(truth), mail);
        var crm = Encoding.UTF8.GetBytes($"{ChaosSecrets.CrmUser}:{ChaosSecrets.CrmPassword}");
        await world.AddAsync(TrueMapping.Wiki, new VendorServerOptions
        {
            Authorization = $"Bearer {ChaosSecrets.WikiToken}",
            TotalHeader = true,
        });
        await world.AddAsync(TrueMapping.Crm, new VendorServerOptions
        {
            Authorization = $"Basic {Convert.ToBase64String(crm)}",
            Paging = PagingStyle.Cursor,
            Envelope = "items",
            TotalField = "total",
        });
        return world;
    }

    /// <summary>A vendor.</summary>
    public VendorTestServer Vendor(string name) => _vendors[name];

    /// <summary>Every vendor by name.</summary>
    public IReadOnlyDictionary<string, VendorTestServer> Vendors => _vendors;

    /// <summary>What the vendors were asked to do since the last <see cref="ForgetRequests"/>.</summary>
    public IReadOnlyList<VendorWrite> Writes() =>
    [
        .. _vendors.SelectMany(vendor => vendor.Value.Requests.Writes.Select(request => VendorWrite.Of(vendor.Key, request))),
    ];

    /// <summary>Forgets what was asked of the vendors.</summary>
    public void ForgetRequests()
    {
        foreach (var vendor in _vendors.Values)
            vendor.Requests.Clear();
    }

    /// <summary>Makes a run that finds nothing to do, and learns from it how much a run asks.</summary>
    public async Task<RunResult> MeasureAsync()
    {
        ForgetRequests();
        await using var proxy = new CuttingProxy(Directory.Port);
        var result = await RunAsync(new RunSettings { DirectoryPort = proxy.Port, IsIncremental = false });
        UsualRequests = _vendors.Values.Min(vendor => vendor.Requests.All.Count);
        UsualAnswer = proxy.AnsweredBytes;
        return result;
    }

    /// <summary>Makes a run.</summary>
    public Task<RunResult> RunAsync(RunSettings settings) => settings.AsProcess ? RunCommandAsync(settings) : RunHereAsync(settings);

    /// <summary>Takes all faults away and waits until the vendors are done with what is still under way.</summary>
    public async Task RepairAsync()
    {
        foreach (var vendor in _vendors.Values)
        {
            vendor.Faults.Clear();
            vendor.Options.LatencyMilliseconds = 0;
        }

        var waited = Stopwatch.StartNew();
        while (_vendors.Values.Any(vendor => vendor.Requests.UnderWay > 0))
        {
            if (waited.Elapsed > Patience)
                throw new TimeoutException("A vendor works on a request that nobody waits for any more.");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var vendor in _vendors.Values)
            await vendor.DisposeAsync();
        if (Mail is not null)
            await Mail.DisposeAsync();
        await Directory.DisposeAsync();
        System.IO.Directory.Delete(Folder, recursive: true);
    }

    private async Task AddAsync(string name, VendorServerOptions options)
    {
        var server = await VendorTestServer.StartAsync(options);
        foreach (var mapping in TrueMapping.All.Where(mapping => mapping.Vendor == name))
            server.Store.CreateGroup(mapping.VendorGroup);
        _vendors.Add(name, server);
    }

    private async Task<RunResult> RunCommandAsync(RunSettings settings)
    {
        var environment = settings.Environment.ToDictionary();
        if (Mail is not null)
            environment["SSL_CERT_FILE"] = Mail.AuthorityFile;
        using var process = TheCommand.StartBuiltBy(
            settings.Launcher, Folder, environment, "sync", "--output", "json", "--config", ChaosConfiguration.Write(this, settings));
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        settings.Started?.Invoke(process);
        await TheCommand.WaitAsync(process);
        return new RunResult(process.ExitCode, await output + await error);
    }

    private async Task<RunResult> RunHereAsync(RunSettings settings)
    {
        var providers = VendorProviderRegistry.CreateDefault();
        var configuration = ConfigurationLoader
            .Load(new ConfigurationLoadOptions { Path = ChaosConfiguration.Write(this, settings), Providers = providers.SettingsTypes })
            .GetConfiguration();
        using var log = LogFactory.Create(configuration.Logging, configuration.Redactor);
        var environment = new SyncEnvironment { LoggerFactory = log, TimeProvider = settings.Clock, Providers = providers };
        using var patience = new CancellationTokenSource(Patience);
        var run = await new SyncRunner(configuration, environment).RunAsync(new SyncOptions(), null, patience.Token);
        return new RunResult((int)run.ExitCode, Describe(run));
    }

    private static string Describe(SyncRun run) => string.Join(
        '\n',
        [
            $"{run.Status} {run.Error} {run.Totals}",
            .. run.Vendors.Select(vendor => $"{vendor.Name}: {vendor.Status} {vendor.Error}"),
            .. run.Vendors.SelectMany(vendor => vendor.Groups).SelectMany(group => group.BlockedBy.Append(group.Error).OfType<string>()),
            .. run.Changes.Select(change => $"{change}"),
        ]);
}
