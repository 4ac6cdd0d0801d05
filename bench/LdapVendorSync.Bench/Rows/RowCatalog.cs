using LdapVendorSync.Bench.Rows.Unchanged;

namespace LdapVendorSync.Bench.Rows;

/// <summary>The rows, in the order of the table.</summary>
internal static class RowCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<BenchRow> All { get; } =
    [
        ReadRow.TenThousand,
        ReadRow.HundredThousand,
        new ReadByMemberRow(),
        new CompareRow(),
        WriteRow.OneByOne,
        WriteRow.InBatches,
        new RateLimitRow(),
        new UnchangedRow(),
        new VendorsRow(),
        new GrowthRow(),
        new StartRow(),
    ];
}
