using System.Globalization;
using System.Text.Json;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Processes;

namespace LdapVendorSync.Bench.Rows;

/// <summary>The comparison of two big groups whose members are in memory already, against a join of the same members in a dictionary.</summary>
internal sealed class CompareRow() : BenchRow("compare", "compare 1,000,000 with 1,000,000 members, 5 % different, 3 fields")
{
    private const double Megabyte = 1e6;

    /// <inheritdoc />
    protected override async Task<RowResult> MeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var members = context.Size(1_000_000);
        var timed = await AskAsync(members, context.Runs);
        var peaks = new List<CompareAnswer>();
        for (var run = 0; run < context.Runs; run++)
            peaks.Add(await AskAsync(members, 0));
        var paired = new PairedRuns(new Samples(timed.Join), new Samples(timed.Comparison));
        return Result() with
        {
            Figures =
            [
                new Figure("time of the comparison, members in memory", paired.Ratios, "×", 2),
                new Figure("peak memory, members included", new Samples([.. peaks.Select(answer => answer.PeakBytes / Megabyte)]), "MB", 700),
            ],
            Reference = string.Create(CultureInfo.InvariantCulture, $"join in a dictionary, {paired.Reference.Median:0.00} s"),
            Profile =
            [
                new("comparison", string.Create(CultureInfo.InvariantCulture, $"{paired.Product.Median:0.00} s")),
                new("members of both sides in memory", Megabytes(peaks[0].BytesOfMembers, 2 * members)),
                new("asked for by the comparison", Megabytes(peaks[0].BytesAllocated, 2 * members)),
                new("held by its result", Megabytes(peaks[0].BytesOfResult, 2 * members)),
            ],
        };
    }

    private static async Task<CompareAnswer> AskAsync(int members, int runs)
    {
        var child = await MeasuredProcess.RunChildAsync(
            "compare", members.ToString(CultureInfo.InvariantCulture), runs.ToString(CultureInfo.InvariantCulture));
        var answer = JsonSerializer.Deserialize(child.Output, ChildJson.Default.CompareAnswer)!;
        return answer.IsSame ? answer : throw new InvalidOperationException("The comparison and the join found different people.");
    }

    private static string Megabytes(long bytes, int members) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / Megabyte:0} MB, {(double)bytes / members:0} bytes a member");
}
