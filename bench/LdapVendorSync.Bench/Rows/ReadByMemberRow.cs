using System.Globalization;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Reading;

namespace LdapVendorSync.Bench.Rows;

/// <summary>
/// How long the command takes to read a group that only its own list tells of: its people, a tenth of all, have to be looked up by their names.
/// </summary>
internal sealed class ReadByMemberRow() : BenchRow("read-by-member", "read a 10,000-member group without memberOf, among 100,000 people")
{
    /// <inheritdoc />
    protected override async Task<RowResult> MeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using var directory = await BenchDirectory.StartAsync(context);
        await context.Programs.CommandAsync(cancellationToken);
        var runs = await PairedRuns.MeasureAsync(
            context.Runs,
            () => directory.ReadAsync(BenchDirectory.TeamDn, cancellationToken),
            () => directory.ReadAsync(BenchDirectory.ListedDn, cancellationToken));
        return Result() with
        {
            Figures = [new Figure("members source without memberOf, whole process", runs.Ratios, "×", 3)],
            Reference = string.Create(
                CultureInfo.InvariantCulture, $"the same of a group of that size by memberOf, {runs.Reference.Median * 1000:0} ms"),
            Profile = await ReadProfile.MeasureAsync(context, directory, BenchDirectory.ListedDn, runs, cancellationToken),
        };
    }
}
