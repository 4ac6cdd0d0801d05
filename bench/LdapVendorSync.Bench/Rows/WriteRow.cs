using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Servers;
using LdapVendorSync.Bench.Syncs;
using static System.FormattableString;

namespace LdapVendorSync.Bench.Rows;

/// <summary>
/// A run that adds known accounts to a group, against the least that the vendor's latency allows: requests × latency ÷ how many at once.
/// The latency is what the server truly took on the average of that run. Measured is the sending as the server sees it, from the first
/// request for a change to the answer to the last: journal and all else that happens between requests is in it.
/// </summary>
/// <param name="id">Its name on the command line.</param>
/// <param name="what">What it measures.</param>
/// <param name="limit">The most times the ideal.</param>
/// <param name="batchSize">The changes of one request.</param>
/// <param name="rest">Lines of the vendor's <c>rest:</c> block.</param>
internal sealed class WriteRow(string id, string what, double limit, int batchSize, IReadOnlyList<string> rest) : BenchRow(id, what)
{
    private const int Changes = 10_000;
    private const int AtOnce = 16;
    private const double LatencyMilliseconds = 20;

    /// <summary>One request for each change.</summary>
    public static WriteRow OneByOne { get; } = new(
        "write", "10,000 changes, vendor latency 20 ms, 16 at once", limit: 1.15, batchSize: 1, []);

    /// <summary>As many changes in a request as the vendor takes.</summary>
    public static WriteRow InBatches { get; } = new(
        "write-batch",
        "the same where the vendor has a batch endpoint of 100",
        limit: 1.3,
        BenchVendor.BatchSize,
        [BatchOf("add_members", "add")]);

    /// <inheritdoc />
    protected override async Task<RowResult> MeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var changes = context.Size(Changes);
        await using var server = await VendorServer.StartAsync(
            new VendorServerOptions { Accounts = changes, LatencyMilliseconds = LatencyMilliseconds });
        var sync = await WholeSync.AddEverybodyAsync(context, server, vendors: 1, rest, [Invariant($"concurrency: {AtOnce}")]);

        var runs = new List<(TimeSpan Process, VendorCounts Counts)>();
        var served = TimeSpan.Zero;
        while (runs.Count < context.Runs)
        {
            var before = server.ProcessorTime;
            runs.Add(await RunAsync(sync, server, changes, context, cancellationToken));
            served = server.ProcessorTime - before;
        }

        var (process, counts) = runs[^1];

        return Result() with
        {
            Figures = [new Figure("sending to ideal", new Samples([.. runs.Select(run => Sending(run.Counts) / Ideal(changes, run.Counts))]), "×", limit)],
            Reference = Invariant(
                $"{Requests(changes)} requests x {counts.WriteSeconds * 1000:0.00} ms / {AtOnce} = {Ideal(changes, counts):0.00} s"),
            Profile =
            [
                new("from the first request to the first change", Invariant($"{counts.FirstWrite - counts.First:0.000} s")),
                new("from the first change to the last", Invariant($"{Sending(counts):0.000} s, at most {counts.MostAtOnce} at once")),
                new("under way on the average", Invariant($"{counts.Writes * counts.WriteSeconds / Sending(counts):0.0} of {AtOnce} requests")),
                .. sync.TraceSending().ToProfile(),
                new("reading back", Invariant($"{counts.Last - counts.LastWrite:0.000} s, {counts.Requests} requests in all")),
                new("whole process", Invariant($"{process.TotalSeconds:0.000} s")),
                new("processors", Invariant($"{Environment.ProcessorCount}, for the run and the vendor server ({served.TotalSeconds:0.00} s)")),
            ],
        };
    }

    private static async Task<(TimeSpan Process, VendorCounts Counts)> RunAsync(
        WholeSync sync, VendorServer server, int changes, BenchContext context, CancellationToken cancellationToken)
    {
        sync.Forget();
        await server.ResetAsync();
        var process = await sync.RunCommandAsync(context, cancellationToken);
        var counts = await server.GetCountsAsync();
        return counts.Added == changes
            ? (process, counts)
            : throw new InvalidOperationException(Invariant($"{counts.Added} of {changes} changes reached the vendor."));
    }

    private static double Sending(VendorCounts counts) => counts.LastWrite - counts.FirstWrite;

    private double Ideal(int changes, VendorCounts counts) => Requests(changes) * counts.WriteSeconds / AtOnce;

    private int Requests(int changes) => (changes + batchSize - 1) / batchSize;

    private static string BatchOf(string operation, string path) =>
        $"{operation}: {{path: \"/groups/{{group}}/members/{path}\", body: {{ids: \"{{items}}\"}}, max_items: {BenchVendor.BatchSize}, "
        + "results: {items: results, id: id, status: status, success: [\"201\"], already: [\"409\"]}}";
}
