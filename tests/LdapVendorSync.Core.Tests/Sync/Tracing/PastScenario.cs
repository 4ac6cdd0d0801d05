using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;

namespace LdapVendorSync.Core.Tests.Sync.Tracing;

/// <summary>A scenario whose clock the test moves, with one run of 20 people behind it.</summary>
internal sealed class PastScenario : IAsyncDisposable
{
    private readonly MovedClock _clock = new();

    private PastScenario(SyncScenario scenario)
    {
        Scenario = scenario;
        scenario.TimeProvider = _clock;
    }

    public SyncScenario Scenario { get; }

    /// <summary>The run that is behind it.</summary>
    public string FirstRunId { get; private set; } = string.Empty;

    /// <summary>The time on the clock of the runs.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Starts it.</summary>
    /// <param name="settings">Settings at the top of the configuration.</param>
    /// <param name="sourceSettings">More settings of the source.</param>
    public static async Task<PastScenario> StartAsync(string settings = "", string sourceSettings = "recurse: true")
    {
        var past = new PastScenario(await SyncScenario.StartAsync());
        past.Scenario.Settings = settings;
        past.Scenario.SourceSettings = sourceSettings;
        past.Scenario.Source.WithNumbered("staff", 20);
        past.FirstRunId = (await past.RunAsync()).RunId;
        return past;
    }

    /// <summary>Runs once.</summary>
    public Task<SyncRun> RunAsync() => Scenario.RunAsync();

    /// <summary>Runs once, a day later.</summary>
    public Task<SyncRun> RunNextDayAsync()
    {
        NextDay();
        return RunAsync();
    }

    /// <summary>Lets a day go by.</summary>
    public void NextDay() => _clock.Ahead += TimeSpan.FromDays(1);

    /// <summary>Asks about a moment.</summary>
    public Task<MembershipTrace> TraceAsync(string person, DateTimeOffset? at = null) => Scenario.TraceAsync(person, at: at ?? Now);

    public ValueTask DisposeAsync() => Scenario.DisposeAsync();
}
