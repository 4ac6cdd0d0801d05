using System.Diagnostics;
using System.Text.Json;
using LdapVendorSync.Bench.Processes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Bench.Syncs;

/// <summary>A whole run of a configuration, with lock, history and log as the command has them.</summary>
internal sealed class SyncChild : IChild
{
    /// <summary>Its name on the command line.</summary>
    public const string ChildName = "sync";

    /// <inheritdoc />
    public string Name => ChildName;

    /// <inheritdoc />
    public async Task<int> RunAsync(string[] arguments)
    {
        var providers = VendorProviderRegistry.CreateDefault();
        var loaded = ConfigurationLoader.Load(new ConfigurationLoadOptions { Path = arguments[0], Providers = providers.SettingsTypes });
        if (loaded.Configuration is not { } configuration)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', loaded.Problems));
            return 1;
        }

        using var loggers = LogFactory.Create(configuration.Logging, configuration.Redactor);
        var environment = new SyncEnvironment { LoggerFactory = loggers, Providers = providers };
        var stages = new StageClock();
        var options = new SyncOptions { AllowRemovals = arguments.Contains("--allow-removals"), FullRead = arguments.Contains("--full") };
        var began = Stopwatch.GetTimestamp();
        var run = await new SyncRunner(configuration, environment).RunAsync(options, stages, CancellationToken.None);
        var elapsed = Stopwatch.GetElapsedTime(began);
        if (run.ExitCode != SyncExitCode.Done)
        {
            await Console.Error.WriteLineAsync($"{run.ExitCode}: {run.Error} {string.Join(' ', run.Vendors.Select(vendor => vendor.Error))}");
            return 1;
        }

        var measure = SyncMeasure.Of(run, elapsed, stages, configuration.StateDirectory);
        Console.WriteLine(JsonSerializer.Serialize(measure, SyncMeasureJson.Default.SyncMeasure));
        return 0;
    }
}
