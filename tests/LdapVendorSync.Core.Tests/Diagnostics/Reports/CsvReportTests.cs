using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Diagnostics.Reports;

namespace LdapVendorSync.Core.Tests.Diagnostics.Reports;

public sealed class CsvReportTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\")")]
    [InlineData("+1")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("  =1")]
    [InlineData("＝1")]
    public async Task Csv_field_that_a_spreadsheet_would_calculate_becomes_text(string value)
    {
        var record = CsvRecords.Parse(await LineAsync(value)).ShouldHaveSingleItem();

        record.ShouldBe(["'" + value]);
    }

    [Theory]
    [InlineData("", "\r\n")]
    [InlineData("plain", "plain\r\n")]
    [InlineData("a,b", "\"a,b\"\r\n")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"\r\n")]
    [InlineData("two\nlines", "\"two\nlines\"\r\n")]
    public async Task Csv_field_is_quoted_only_where_it_must_be(string value, string line) => (await LineAsync(value)).ShouldBe(line);

    [Fact]
    public void Any_fields_come_back_as_they_were_and_none_starts_a_formula() =>
        Prop.ForAll<NonEmptyArray<string?>>(fields =>
        {
            // A record of one empty field is an empty line.
            var expected = new[] { "first" }.Concat(fields.Get.Select(field => field ?? string.Empty)).ToArray();
            var actual = CsvRecords.Parse(LineAsync(expected).GetAwaiter().GetResult()).Single();
            return actual.Length == expected.Length
                && actual.Zip(expected).All(pair => pair.First == pair.Second || pair.First == "'" + pair.Second)
                && actual.All(field => field.Length == 0 || !"=+-@\t\r\n".Contains(field[0]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Csv_report_has_one_record_for_each_change()
    {
        await using var writer = new StringWriter();

        await CsvReport.WriteAsync(Runs.Eventful("=cmd|x"), writer, CancellationToken.None);

        var records = CsvRecords.Parse(writer.ToString());
        records[0].ShouldBe(["vendor", "group", "action", "user", "differences", "outcome", "error"]);
        records.Count.ShouldBe(6);
        records[2].ShouldBe(["'=cmd|x", "'=cmd|x", "Update", "'=cmd|x", "'=cmd|x: (none) -> =cmd|x", "Failed", "'=cmd|x"]);
    }

    private static async Task<string> LineAsync(params string?[] fields)
    {
        await using var writer = new StringWriter();
        await new CsvWriter(writer).WriteAsync(fields);
        return writer.ToString();
    }
}
