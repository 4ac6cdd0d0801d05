using System.Globalization;
using System.Text.Json;
using LdapVendorSync.Bench.Growth;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Processes;
using LdapVendorSync.Bench.Syncs;

namespace LdapVendorSync.Bench.Rows;

/// <summary>
/// A whole first run over one group, at three sizes, each ten times the one before: both sides in memory, 5 % different, history and log on
/// disk. What counts of the memory is the whole process at its peak, divided by the members of the source.
/// </summary>
internal sealed class GrowthRow() : BenchRow("growth", "growth 10,000 → 100,000 → 1,000,000 members, whole sync in memory")
{
    private const double MostPerStep = 11;

    /// <inheritdoc />
    protected override async Task<RowResult> MeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var small = await RunAsync(context, 10_000, context.Runs);
        var middle = await RunAsync(context, 100_000, context.Runs);

        // The largest takes most of a minute and tells the most people apart: it needs no median.
        var large = await RunAsync(context, 1_000_000, 1);
        var members = context.Size(1_000_000);
        return Result() with
        {
            Figures =
            [
                .. Steps("10,000 → 100,000", small, middle),
                .. Steps("100,000 → 1,000,000", middle, large),
                new Figure(
                    "peak memory of 1,000,000", new Samples([.. large.Select(run => run.PeakMemory / 1e3 / members)]), "kB/member", 1.2),
            ],
            Reference = string.Create(
                CultureInfo.InvariantCulture, $"the smaller group: {Median(small, Seconds):0.0} s, {Median(middle, Seconds):0.0} s"),
            Profile = [.. Profile("10,000", small[0]), .. Profile("100,000", middle[0]), .. Profile("1,000,000", large[0])],
        };
    }

    private static IEnumerable<Figure> Steps(string step, IReadOnlyList<SyncMeasure> from, IReadOnlyList<SyncMeasure> to) =>
    [
        new Figure($"time, {step}", Ratios(from, to, Seconds), "×", MostPerStep),
        new Figure($"memory, {step}", Ratios(from, to, run => run.PeakMemory), "×", MostPerStep),
    ];

    private static IEnumerable<ProfileStep> Profile(string members, SyncMeasure run) =>
        WholeSync.ProfileOf(run).Select(step => step with { Step = $"{members}: {step.Step}" });

    private static double Seconds(SyncMeasure run) => run.Seconds;

    private static Samples Ratios(IReadOnlyList<SyncMeasure> from, IReadOnlyList<SyncMeasure> to, Func<SyncMeasure, double> of) =>
        new([.. to.Select(run => of(run) / Median(from, of))]);

    private static double Median(IReadOnlyList<SyncMeasure> runs, Func<SyncMeasure, double> of) => new Samples([.. runs.Select(of)]).Median;

    private static async Task<IReadOnlyList<SyncMeasure>> RunAsync(BenchContext context, int members, int runs)
    {
        var measures = new List<SyncMeasure>();
        for (var run = 0; run < runs; run++)
        {
            var folder = context.NewFolder();
            var child = await MeasuredProcess.RunChildAsync(
                GrowthChild.ChildName, context.Size(members).ToString(CultureInfo.InvariantCulture), folder.FullName);
            measures.Add(JsonSerializer.Deserialize(child.Output, SyncMeasureJson.Default.SyncMeasure)!);
            folder.Delete(recursive: true);
        }

        return measures;
    }
}
