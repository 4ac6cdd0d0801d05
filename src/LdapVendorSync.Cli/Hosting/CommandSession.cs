using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Purging;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace LdapVendorSync.Cli.Hosting;

/// <summary>One verb at work: a valid configuration, an open log, a way to stop.</summary>
internal sealed class CommandSession : IAsyncDisposable
{
    private readonly Shutdown _shutdown;
    private readonly SyncEnvironment _environment;
    private readonly ILogger _logger;

    private CommandSession(SyncConfiguration configuration, SyncEnvironment environment, Terminal terminal, Shutdown shutdown)
    {
        Configuration = configuration;
        Terminal = terminal;
        Systems = new SyncSession(configuration, environment);
        _environment = environment;
        _shutdown = shutdown;
        _logger = environment.LoggerFactory.CreateLogger<CommandSession>();
    }

    /// <summary>The configuration.</summary>
    public SyncConfiguration Configuration { get; }

    /// <summary>The sources and vendors.</summary>
    public SyncSession Systems { get; }

    /// <summary>The streams.</summary>
    public Terminal Terminal { get; }

    /// <summary>Cancelled when the user or the system asks the process to stop.</summary>
    public CancellationToken Stopping => _shutdown.Token;

    /// <summary>Opens the log and says in it what the process works with.</summary>
    public static CommandSession Open(
        SyncConfiguration configuration, VendorProviderRegistry providers, Terminal terminal, Shutdown shutdown)
    {
        var console = ConsoleLog.Create(terminal, configuration.Logging.ConsoleLevel);
        var loggers = LogFactory.Create(configuration.Logging, configuration.Redactor, console);
        var environment = new SyncEnvironment { LoggerFactory = loggers, Providers = providers };
        return new CommandSession(configuration, environment, terminal, shutdown);
    }

    /// <summary>Runs the sync and shows its progress.</summary>
    /// <returns>The run; cancelled by a signal, it has the exit code by which a shell knows that signal.</returns>
    public Task<SyncRun> SyncAsync(SyncOptions options) =>
        SyncAsync((runner, progress) => runner.RunAsync(options, progress, Stopping));

    /// <summary>Makes a plan, shows the progress, and leaves the plan on disk.</summary>
    /// <param name="options">Which vendors and groups.</param>
    /// <param name="file">The plan's file.</param>
    /// <param name="expiresAfter">How long it may be applied; <see langword="null"/> for what the configuration says.</param>
    /// <returns>The dry run that the plan was made from; with a worse exit code where the plan could not be written.</returns>
    public async Task<SyncRun> WritePlanAsync(SyncOptions options, string file, TimeSpan? expiresAfter)
    {
        SyncPlan? plan = null;
        var run = await SyncAsync(async (runner, progress) =>
        {
            var result = await runner.PlanAsync(options, expiresAfter, progress, Stopping);
            plan = result.Plan;
            return result.Run;
        });
        var path = Path.GetFullPath(file);
        if (plan is null)
        {
            Terminal.Tell($"No plan was written: {run.Error ?? "the run was cancelled."}", Styles.Warning);
            return run;
        }

        return await TryWriteAsync(run, $"The plan could not be written to '{path}'", async () =>
        {
            await PlanFile.WriteAsync(plan, path, CancellationToken.None);
            Terminal.Tell($"Plan: {path}", Styles.Dim);
        });
    }

    /// <summary>Takes data of people out of the history: of one person, or what the configuration does not want kept.</summary>
    public Task<PurgeResult> PurgeAsync(string? person, bool dryRun)
    {
        var purge = new HistoryPurge(Configuration, _environment);
        return person is null
            ? purge.PurgeProfilesAsync(dryRun, "history purge", Stopping)
            : purge.PurgePersonAsync(person, dryRun, "history purge", Stopping);
    }

    /// <summary>Leaves the reports of a run on disk, and says where.</summary>
    /// <param name="run">The run.</param>
    /// <param name="directory">The folder; <see langword="null"/> for the configured one.</param>
    /// <returns>The run; with a worse exit code where a report that was asked for could not be written.</returns>
    public async Task<SyncRun> ReportAsync(SyncRun run, string? directory)
    {
        var folder = directory is null ? Configuration.Report.Directory : Path.GetFullPath(directory);
        // A mistake in the configuration or on the command line is told at once; there was no run to report of.
        if (folder is null || run.ExitCode == SyncExitCode.ConfigurationInvalid)
            return run;
        // Also after Ctrl+C: the report of a run that was cut short is needed most.
        return await TryWriteAsync(run, $"The report could not be written to '{folder}'", async () =>
        {
            var content = ReportContent.Of(run, await LastRunsAsync(CancellationToken.None));
            foreach (var path in await ReportWriter.WriteAsync(content, folder, Configuration.Report.Formats, CancellationToken.None))
                Terminal.Tell($"Report: {path}", Styles.Dim);
            if (directory is null && Configuration.Report.RetentionDays is { } days)
                ReportFolder.Prune(folder, TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(days));
        });
    }

    /// <summary>
    /// The last runs of the history, for the trend of a report; none where the history cannot be read: the report matters more.
    /// </summary>
    public async Task<IReadOnlyList<RunRecord>> LastRunsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await HistoryViewer.ListRunsAsync(Systems.History, TrendPoint.Asked, cancellationToken);
        }
        catch (HistoryException error)
        {
            _logger.LogWarning("The report has no trend: {Reason}", error.Message);
            return [];
        }
    }

    /// <summary>Refuses a command line that names a vendor that is not in the configuration.</summary>
    /// <exception cref="CommandLineException">There is no such vendor.</exception>
    public void RequireVendors(IEnumerable<string> names)
    {
        var known = Configuration.Vendors.Select(vendor => vendor.Name).ToList();
        if (names.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new CommandLineException($"The command line names an unknown vendor '{unknown}'; the configuration has {Quoted(known)}.");
    }

    /// <summary>Refuses a command line that names a source that is not in the configuration, or none where there are several.</summary>
    /// <exception cref="CommandLineException">No source is meant.</exception>
    public void RequireSource(string? name)
    {
        var known = Configuration.Sources.Select(source => source.Name).ToList();
        if (name is null && known.Count > 1)
            throw new CommandLineException($"The configuration has several sources; name one with --source: {Quoted(known)}.");
        if (name is not null && !known.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new CommandLineException($"The command line names an unknown source '{name}'; the configuration has {Quoted(known)}.");
    }

    /// <summary>Puts an expected failure into the log.</summary>
    public void LogFailure(Exception error) => _logger.LogDebug(error, "The command ended");

    /// <summary>Puts an unexpected failure into the log, with everything that is known of it.</summary>
    public void LogUnexpected(Exception error) => _logger.LogCritical(error, "Unexpected error");

    /// <summary>A text without secrets.</summary>
    public string Redact(string text) => Configuration.Redactor.Redact(text);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Systems.DisposeAsync();
        _environment.LoggerFactory.Dispose();
    }

    private static string Quoted(IEnumerable<string> names) => $"'{string.Join("', '", names)}'";

    private async Task<SyncRun> SyncAsync(Func<SyncRunner, IProgress<SyncProgress>, Task<SyncRun>> work)
    {
        _logger.LogConfiguration(Configuration);
        var runner = new SyncRunner(Configuration, _environment);
        var run = Terminal.IsInteractive
            ? await LiveAsync(progress => work(runner, progress))
            : await work(runner, new PlainProgress(line => Terminal.Tell(line), TimeProvider.System));
        return run.ExitCode == SyncExitCode.Cancelled && _shutdown.ExitCode is { } signalled
            ? run with { ExitCode = (SyncExitCode)signalled }
            : run;
    }

    private async Task<SyncRun> TryWriteAsync(SyncRun run, string failure, Func<Task> write)
    {
        try
        {
            await write();
            return run;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _logger.LogError(error, "{Failure}", failure);
            var reason = Redact($"{failure}: {error.Message}");
            return run with
            {
                ExitCode = SyncExitCodes.Worst([run.ExitCode, SyncExitCode.FinishedWithFailures]),
                Error = run.Error is null ? reason : $"{run.Error}\n{reason}",
            };
        }
    }

    private Task<SyncRun> LiveAsync(Func<IProgress<SyncProgress>, Task<SyncRun>> run) => Terminal.Error.Progress()
        .AutoClear(true)
        .HideCompleted(false)
        .Columns(
            new SpinnerColumn(),
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new ElapsedTimeColumn())
        .StartAsync(context => run(new LiveProgress(context)));
}
