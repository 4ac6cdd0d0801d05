using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Servers;
using LdapVendorSync.Bench.Syncs;
using static System.FormattableString;

namespace LdapVendorSync.Bench.Rows;

/// <summary>
/// A run over ten vendors at once, against a run over one of them: they are alike, so that the slowest is any. The whole run counts.
/// </summary>
internal sealed class VendorsRow() : BenchRow("vendors", "10 vendors of 20 ms, 1,000 changes each, in parallel")
{
    private const int Vendors = 10;
    private const int Changes = 1000;
    private const double LatencyMilliseconds = 20;
    private const double Limit = 1.3;

    /// <inheritdoc />
    protected override async Task<RowResult> MeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var changes = context.Size(Changes);
        await using var server = await VendorServer.StartAsync(
            new VendorServerOptions { Vendors = Vendors, Accounts = changes, LatencyMilliseconds = LatencyMilliseconds });
        var alone = await WholeSync.AddEverybodyAsync(context, server, vendors: 1, rest: [], more: []);
        var together = await WholeSync.AddEverybodyAsync(context, server, Vendors, rest: [], more: []);

        SyncMeasure? ofOne = null, ofAll = null;
        var served = TimeSpan.Zero;
        var pairs = await PairedRuns.MeasureAsync(
            context.Runs,
            async () => TimeSpan.FromSeconds((ofOne = await RunAsync(alone, server, changes)).Seconds),
            async () =>
            {
                var before = server.ProcessorTime;
                ofAll = await RunAsync(together, server, changes * Vendors);
                served = server.ProcessorTime - before;
                return TimeSpan.FromSeconds(ofAll.Seconds);
            });

        return Result() with
        {
            Figures = [new Figure("ten at once to one alone", pairs.Ratios, "×", Limit)],
            Reference = Invariant($"one alone, {pairs.Reference.Median:0.00} s"),
            Profile =
            [
                .. WholeSync.ProfileOf(ofOne!).Select(step => step with { Step = $"one alone: {step.Step}" }),
                .. WholeSync.ProfileOf(ofAll!).Select(step => step with { Step = $"ten at once: {step.Step}" }),
                new("processors", Invariant($"{Environment.ProcessorCount}, for the run and the vendor server ({served.TotalSeconds:0.00} s)")),
                new("processor time a change", Invariant(
                    $"{(ofAll!.ProcessorSeconds - ofOne!.ProcessorSeconds) / (changes * (Vendors - 1)) * 1e6:0} us")),
                new("processor time a change, vendor server", Invariant($"{served.TotalSeconds / (changes * Vendors) * 1e6:0} us")),
            ],
        };
    }

    private static async Task<SyncMeasure> RunAsync(WholeSync sync, VendorServer server, int changes)
    {
        sync.Forget();
        await server.ResetAsync();
        var run = await sync.RunAsync();
        return run.Totals.Added == changes
            ? run
            : throw new InvalidOperationException(Invariant($"{run.Totals.Added} of {changes} changes were made."));
    }
}
