using System.Diagnostics;
using System.Globalization;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Bench.Rows.Unchanged;

/// <summary>Runs the parts of a run each on its own, one after the other, to show where its time goes.</summary>
/// <param name="configuration">The configuration of the run.</param>
internal sealed class UnchangedProfile(SyncConfiguration configuration)
{
    private readonly List<ProfileStep> _steps = [];

    /// <summary>What the part took that no run goes without: to read the vendor.</summary>
    public TimeSpan Inevitable { get; private set; }

    /// <summary>Measures them.</summary>
    public async Task<IReadOnlyList<ProfileStep>> MeasureAsync()
    {
        await using var session = new SyncSession(configuration, new SyncEnvironment());
        var settings = configuration.Vendors[0];
        var mappings = SyncMapping.Of(settings, configuration.Sources);
        var source = session.GetSource(null);
        await using var vendor = await session.ConnectVendorAsync(settings, CancellationToken.None);
        var people = new GroupContent[mappings.Count];
        var accounts = new GroupContent[mappings.Count];
        await StepAsync("the product reads the source", mappings, async place =>
        {
            var part = mappings[place].Parts[0];
            var read = source.ReadGroup(new GroupReference(part.SourceGroup, part.Recurse), CancellationToken.None);
            people[place] = await GroupContent.ReadAsync(read, null, CancellationToken.None);
        });
        Inevitable = await StepAsync("the product reads the vendor", mappings, async place =>
        {
            var group = await vendor.Provider.FindGroupAsync(mappings[place].Reference.VendorGroup, CancellationToken.None);
            accounts[place] = await GroupContent.ReadAsync(
                vendor.Provider.ReadGroupMembers(group!, CancellationToken.None), null, CancellationToken.None);
        });
        await StepAsync("the product compares", mappings, place =>
        {
            new ChangePlanner(mappings[place]).Plan([people[place]], accounts[place], MemberLinks.None);
            return ValueTask.CompletedTask;
        });
        return _steps;
    }

    private async Task<TimeSpan> StepAsync(string step, IReadOnlyCollection<SyncMapping> mappings, Func<int, ValueTask> work)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = configuration.Vendors[0].Concurrency };
        var started = Stopwatch.GetTimestamp();
        var before = Environment.CpuUsage.TotalTime;
        await Parallel.ForEachAsync(Enumerable.Range(0, mappings.Count), options, (place, _) => work(place));
        var elapsed = Stopwatch.GetElapsedTime(started);
        _steps.Add(Describe(step, elapsed, Environment.CpuUsage.TotalTime - before));
        return elapsed;
    }

    /// <summary>A step by its time, and by what this process used of its processors.</summary>
    public static ProfileStep Describe(string step, TimeSpan elapsed, TimeSpan processor) => new(
        step,
        string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.00} s, {processor.TotalSeconds:0.00} s of processors"));
}
