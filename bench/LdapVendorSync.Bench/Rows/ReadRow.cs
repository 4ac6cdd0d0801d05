using System.Globalization;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Reading;

namespace LdapVendorSync.Bench.Rows;

/// <summary>How long the command takes to read a group whose people show it by <c>memberOf</c>.</summary>
/// <remarks>
/// ldapsearch asks for the people alone. The product also reads the list of the group, which decides who is in it, and looks each of them up in it.
/// </remarks>
internal sealed class ReadRow(string id, string members, string group, double limit)
    : BenchRow(id, $"read a {members}-member group with 6 attributes ({string.Join(", ", BenchDirectory.Attributes)}) by memberOf")
{
    /// <summary>A group of 10,000 among 100,000 people.</summary>
    public static ReadRow TenThousand { get; } = new("read-10k", "10,000", BenchDirectory.TeamDn, 3.0);

    /// <summary>A group of 100,000.</summary>
    public static ReadRow HundredThousand { get; } = new("read-100k", "100,000", BenchDirectory.EveryoneDn, 1.5);

    /// <inheritdoc />
    protected override async Task<RowResult> MeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using var directory = await BenchDirectory.StartAsync(context);
        await context.Programs.CommandAsync(cancellationToken);
        var runs = await PairedRuns.MeasureAsync(
            context.Runs,
            () => directory.SearchAsync(group, cancellationToken),
            () => directory.ReadAsync(group, cancellationToken));
        return Result() with
        {
            Figures = [new Figure($"members source of {members}, whole process", runs.Ratios, "×", limit)],
            Reference = string.Create(
                CultureInfo.InvariantCulture, $"ldapsearch in pages of {BenchDirectory.PageSize}, {runs.Reference.Median * 1000:0} ms"),
            Profile = await ReadProfile.MeasureAsync(context, directory, group, runs, cancellationToken),
        };
    }
}
