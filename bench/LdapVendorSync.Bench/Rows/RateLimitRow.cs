using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Servers;
using LdapVendorSync.Bench.Syncs;
using static System.FormattableString;

namespace LdapVendorSync.Bench.Rows;

/// <summary>
/// Runs against vendors that refuse more than 50 requests a second: one in any second wherever it begins, with <c>rate_limit: 50</c>; the
/// other in windows of a second, which only its answers tell of. The share that is used is the changes that the vendor took, over the time
/// from the first to the last that came to it, over the limit.
/// </summary>
internal sealed class RateLimitRow() : BenchRow("rate-limit", "rate limit of 50 requests/s given by config or by headers")
{
    private const int Changes = 520;
    private const int Limit = 50;
    private const double LatencyMilliseconds = 20;
    private const double Used = 0.95;

    /// <inheritdoc />
    protected override async Task<RowResult> MeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var changes = context.Size(Changes);
        var options = new VendorServerOptions { Accounts = changes, LatencyMilliseconds = LatencyMilliseconds, RequestsPerSecond = Limit };
        await using var strict = await VendorServer.StartAsync(options);
        await using var telling = await VendorServer.StartAsync(options with { WindowSeconds = 1, TellsLimit = true });
        var byConfig = await WholeSync.AddEverybodyAsync(context, strict, vendors: 1, rest: [], [Invariant($"rate_limit: {Limit}")]);
        var byHeaders = await WholeSync.AddEverybodyAsync(context, telling, vendors: 1, rest: [], more: []);

        var (ofConfig, ofHeaders) = (new List<VendorCounts>(), new List<VendorCounts>());
        for (var run = 0; run < context.Runs; run++)
        {
            // Both wait most of the time.
            var counts = await Task.WhenAll(RunAsync(byConfig, strict, changes), RunAsync(byHeaders, telling, changes));
            ofConfig.Add(counts[0]);
            ofHeaders.Add(counts[1]);
        }

        return Result() with
        {
            Figures = [.. Figures("config", ofConfig), .. Figures("headers", ofHeaders)],
            Reference = Invariant($"{Limit} requests/s for {changes / (double)Limit:0.0} s"),
            Profile = [.. Profile("config", ofConfig[^1]), .. Profile("headers", ofHeaders[^1])],
        };
    }

    private static async Task<VendorCounts> RunAsync(WholeSync sync, VendorServer server, int changes)
    {
        sync.Forget();
        await server.ResetAsync();
        await sync.RunAsync();
        var counts = await server.GetCountsAsync();
        return counts.Added == changes
            ? counts
            : throw new InvalidOperationException(Invariant($"{counts.Added} of {changes} changes reached the vendor."));
    }

    private static IEnumerable<Figure> Figures(string how, List<VendorCounts> runs) =>
    [
        new($"used of the limit, by {how}", new Samples([.. runs.Select(UsedOf)]), "×", Used, FigureGoal.AtLeast),
        new($"refused with 429, by {how}", new Samples([.. runs.Select(counts => (double)counts.Refused)]), "requests", 0),
    ];

    private static IEnumerable<ProfileStep> Profile(string how, VendorCounts counts) =>
    [
        new($"by {how}", Invariant(
            $"{counts.Added} changes in {SecondsOf(counts):0.000} s, at most {counts.MostAtOnce} at once, {counts.Requests} requests in all")),
        new($"by {how}, one request", Invariant($"{counts.WriteSeconds * 1000:0.00} ms")),
    ];

    private static double UsedOf(VendorCounts counts) => (counts.Added - 1) / SecondsOf(counts) / Limit;

    // What is noted of the last one is when it was answered.
    private static double SecondsOf(VendorCounts counts) => counts.LastWrite - counts.WriteSeconds - counts.FirstWrite;
}
