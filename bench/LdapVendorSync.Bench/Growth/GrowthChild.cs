using System.Diagnostics;
using System.Text.Json;
using LdapVendorSync.Bench.Populations;
using LdapVendorSync.Bench.Processes;
using LdapVendorSync.Bench.Syncs;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Bench.Growth;

/// <summary>
/// A whole run over one group whose two sides are in memory, with lock, history and log on disk: <c>child growth MEMBERS FOLDER</c>.
/// </summary>
internal sealed class GrowthChild : IChild
{
    /// <summary>Its name on the command line.</summary>
    public const string ChildName = "growth";

    // So that what is measured is the run, not the compiling of it.
    private const int PeopleToWarmUp = 500;

    /// <inheritdoc />
    public string Name => ChildName;

    /// <inheritdoc />
    public async Task<int> RunAsync(string[] arguments)
    {
        var members = int.Parse(arguments[0], null);
        var folder = new DirectoryInfo(arguments[1]);
        await RunAsync(PeopleToWarmUp, folder.CreateSubdirectory("warm-up"));
        var measure = await RunAsync(members, folder.CreateSubdirectory("run"));
        Console.WriteLine(JsonSerializer.Serialize(measure, SyncMeasureJson.Default.SyncMeasure));
        return 0;
    }

    private static async Task<SyncMeasure> RunAsync(int members, DirectoryInfo folder)
    {
        var people = new People(members);
        var configuration = Configure(folder);
        using var loggers = LogFactory.Create(configuration.Logging, configuration.Redactor);
        var stages = new StageClock();
        var began = Stopwatch.GetTimestamp();
        var run = await new SyncRunner(configuration, Surroundings(people, loggers))
            .RunAsync(new SyncOptions { AllowRemovals = true }, stages, CancellationToken.None);
        var elapsed = Stopwatch.GetElapsedTime(began);
        return run.ExitCode == SyncExitCode.Done && run.Totals is { Updated: > 0, Added: > 0, Removed: > 0, Failed: 0 }
            ? SyncMeasure.Of(run, elapsed, stages, configuration.StateDirectory)
            : throw new InvalidOperationException($"{run.ExitCode}: {run.Error} {run.Totals}");
    }

    private static SyncConfiguration Configure(DirectoryInfo folder) => new()
    {
        BaseDirectory = folder.FullName,
        StateDirectory = Path.Combine(folder.FullName, "state"),
        Logging = new LoggingSettings { LogDirectory = Path.Combine(folder.FullName, "logs") },
        Sources = [new MemorySourceSettings { Name = "directory" }],
        Vendors =
        [
            new VendorSettings
            {
                Name = "vendor",
                Module = MemoryVendor.Module,
                Groups = [new MappingSettings { Source = "directory", SourceGroup = "everybody", VendorGroup = "everybody" }],
            },
        ],
    };

    private static SyncEnvironment Surroundings(People people, Microsoft.Extensions.Logging.ILoggerFactory loggers)
    {
        var sources = new SourceFactory();
        sources.Register<MemorySourceSettings>(MemorySourceSettings.Kind, (settings, _) => new MemorySource(settings.Name, people));
        var providers = VendorProviderRegistry.CreateDefault();
        providers.Register(new VendorProviderDescriptor
        {
            Name = MemoryVendor.Module,
            Description = "A group in memory.",
            Create = _ => new MemoryVendor(people),
        });
        return new SyncEnvironment { LoggerFactory = loggers, Sources = sources, Providers = providers };
    }
}
