using System.Globalization;
using LdapVendorSync.Bench.Measuring;

namespace LdapVendorSync.Bench.Rows.Unchanged;

/// <summary>
/// A run that finds nothing to do, against reading both sides and doing nothing with what was read: the source with ldapsearch, the vendor with a
/// bare HTTP client that has as many lists under way as the product may. The product reads both at the same time.
/// </summary>
internal sealed class UnchangedRow() : BenchRow("unchanged", "run without changes, 100 mappings × 1,000 members, directory unchanged")
{
    private const double FullLimit = 1.2;
    private const double IncrementalLimit = 0.2;

    /// <inheritdoc />
    protected override async Task<RowResult> MeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using var scene = await UnchangedScene.StartAsync(context, context.Size(100), context.Size(1_000));
        var sources = new List<double>();
        var vendors = new List<double>();
        var processors = new Dictionary<bool, TimeSpan>();
        var full = await PairedRuns.MeasureAsync(context.Runs, ReadBothAsync, () => SyncAsync(incremental: false));

        // The first run links people, the second finds nothing to do and remembers it, once a day: every other run is like the third.
        await SyncAsync(incremental: true);
        var incremental = await PairedRuns.MeasureAsync(context.Runs, ReadBothAsync, () => SyncAsync(incremental: true));
        var (source, vendor) = (new Samples(sources).Median, new Samples(vendors).Median);
        var parts = scene.CreateProfile();
        var steps = await parts.MeasureAsync();
        var inevitable = parts.Inevitable.TotalSeconds;
        return Result() with
        {
            Figures =
            [
                new Figure("run without changes, everything read", full.Ratios, "×", FullLimit),
                new Figure("the same with incremental reading", incremental.Ratios, "×", IncrementalLimit),
            ],
            Reference = string.Create(
                CultureInfo.InvariantCulture, $"ldapsearch, {source:0.00} s, and a bare HTTP client, {vendor:0.00} s, one after the other"),
            Profile =
            [
                .. steps,
                UnchangedProfile.Describe("whole run", TimeSpan.FromSeconds(full.Product.Median), processors[false]),
                UnchangedProfile.Describe("whole run, incremental", TimeSpan.FromSeconds(incremental.Product.Median), processors[true]),
                new ProfileStep(
                    "the least of an incremental run",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{vendor / (source + vendor):0.00} ×: the raw read of the vendor, which is read in each run, as people change things there by hand")),
                new ProfileStep(
                    "the least that the product can reach",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{inevitable / (source + vendor):0.00} ×: its own read of the vendor")),
                new ProfileStep(
                    "the rest of an incremental run: hashing what the vendor has, asking the source, connecting, the history",
                    string.Create(CultureInfo.InvariantCulture, $"{incremental.Product.Median - inevitable:0.00} s")),
            ],
        };

        async Task<TimeSpan> ReadBothAsync()
        {
            var ofSource = await scene.ReadSourceAsync();
            var ofVendor = await scene.ReadVendorAsync();
            sources.Add(ofSource.TotalSeconds);
            vendors.Add(ofVendor.TotalSeconds);
            return ofSource + ofVendor;
        }

        async Task<TimeSpan> SyncAsync(bool incremental)
        {
            var (elapsed, processor) = await scene.SyncAsync(incremental);
            processors[incremental] = processor;
            return elapsed;
        }
    }
}
