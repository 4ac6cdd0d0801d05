using System.Globalization;
using System.Text;
using System.Text.Json;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Reports.Comparisons;
using LdapVendorSync.Core.Tests.Audit.Comparison;

namespace LdapVendorSync.Core.Tests.Diagnostics.Reports.Comparisons;

public sealed class ComparisonReportTests : IDisposable
{
    private const string Evil = "=HYPERLINK(\"http://x\")<script>alert(1)</script>";
    private static readonly string[] LineFields =
    [
        "comparison", "comparedAt", "basis", "referenceSystem", "referenceSnapshot", "referenceTakenAt", "differenceSystem", "differenceSnapshot",
        "differenceTakenAt", "kind", "severity", "side", "person", "personName", "referencePersonId", "differencePersonId", "referenceGroup",
        "differenceGroup", "referenceGroupId", "differenceGroupId", "nestedGroup", "attribute", "referenceValue", "differenceValue", "message",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-comparison-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Lines_have_every_field_in_one_order_and_one_line_each()
    {
        var comparison = Seeded();

        var lines = (await WriteAsync(comparison, ReportFormat.Ndjson)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(comparison.Findings.Count);
        foreach (var line in lines)
            JsonDocument.Parse(line).RootElement.EnumerateObject().Select(field => field.Name).ShouldBe(LineFields);
        var first = JsonDocument.Parse(lines[0]).RootElement;
        first.GetProperty("kind").GetString().ShouldBe(comparison.Findings[0].Kind.ToString());
        first.GetProperty("referenceSystem").GetString().ShouldBe("directory");
    }

    [Fact]
    public async Task Records_have_the_fields_of_lines_in_their_order()
    {
        var comparison = With("p") with { Number = 7 };

        var records = (await WriteAsync(comparison, ReportFormat.Csv)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        records[0].Split(',').ShouldBe(LineFields);
        var values = LineFields.Zip(records[1].Split(',')).ToDictionary(field => field.First, field => field.Second);
        var expected = new Dictionary<string, string>
        {
            ["comparison"] = "7",
            ["comparedAt"] = comparison.ComparedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["basis"] = "TwoSystems",
            ["referenceSnapshot"] = comparison.Reference.Number.ToString(CultureInfo.InvariantCulture),
            ["differenceTakenAt"] = comparison.Difference.TakenAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["kind"] = "UserMissing",
            ["severity"] = "Medium",
            ["side"] = string.Empty,
            ["person"] = "p",
            ["message"] = "p is missing.",
        };
        foreach (var (field, value) in expected)
            values[field].ShouldBe(value);
    }

    [Fact]
    public void Fields_of_a_line_are_those_that_the_page_documents()
    {
        var page = DocumentationPage.Read("audit.md");
        foreach (var field in LineFields)
            page.ShouldContain($"`{field}`");
        foreach (var kind in Enum.GetNames<FindingKind>())
            page.ShouldContain($"`{kind}`");
    }

    [Fact]
    public async Task Document_has_systems_counts_doubts_and_findings()
    {
        var comparison = Seeded() with { Number = 7, Doubts = [new ComparisonDoubt(FindingKind.GroupNew, 2, "why")] };

        var json = JsonDocument.Parse(await WriteAsync(comparison, ReportFormat.Json)).RootElement;

        json.GetProperty("number").GetInt32().ShouldBe(7);
        json.GetProperty("reference").GetProperty("system").GetString().ShouldBe("directory");
        json.GetProperty("doubts")[0].GetProperty("kind").GetString().ShouldBe("GroupNew");
        json.GetProperty("counts").EnumerateArray().Sum(count => count.GetProperty("count").GetInt32()).ShouldBe(comparison.Total);
        json.GetProperty("findings").GetArrayLength().ShouldBe(comparison.Findings.Count);
    }

    [Fact]
    public async Task Spreadsheet_takes_nothing_for_a_formula()
    {
        var csv = await WriteAsync(With(Evil), ReportFormat.Csv);

        csv.ShouldNotContain(",=HYPERLINK");
        csv.ShouldNotContain(",\"=HYPERLINK");
        csv.ShouldContain("'=HYPERLINK");
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Page_loads_nothing_and_shows_names_as_text()
    {
        var html = await WriteAsync(With(Evil), ReportFormat.Html);

        html.ShouldContain("default-src 'none'");
        html.ShouldNotContain("<script");
        html.ShouldContain("&lt;script&gt;");
        html.ShouldContain("People missing");
    }

    [Fact]
    public async Task Page_of_very_many_findings_stays_readable()
    {
        var finding = With("p").Findings[0];
        var many = With("p") with
        {
            Findings = [.. Enumerable.Range(0, 100_000).Select(i => finding with { Person = string.Create(CultureInfo.InvariantCulture, $"p{i}") })],
            Counts = [new FindingCount(FindingKind.UserMissing, FindingSeverity.Medium, 100_000)],
        };

        var html = await WriteAsync(many, ReportFormat.Html);

        html.Length.ShouldBeLessThan(500_000);
        html.ShouldContain("100,000 findings, of which the first 500 are shown");
    }

    [Fact]
    public async Task File_is_readable_by_its_owner_alone()
    {
        var path = Path.Combine(_folder, "reports", "findings.csv");

        await ComparisonReport.WriteFileAsync(Seeded(), path, ReportFormat.Csv, CancellationToken.None);

        (await File.ReadAllBytesAsync(path)).Take(3).ShouldBe(Encoding.UTF8.GetPreamble());
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static SystemComparison Seeded()
    {
        var seeded = new SeededDifferences(seed: 2, ComparisonBasis.TwoSystems);
        for (var i = 0; i < SeededDifferences.Ways * 4; i++)
            seeded.Plant(i % SeededDifferences.Ways);
        return seeded.Compare();
    }

    private static SystemComparison With(string person)
    {
        var finding = new SystemFinding
        {
            Kind = FindingKind.UserMissing,
            Severity = FindingSeverity.Medium,
            Person = person,
            PersonName = person,
            Message = $"{person} is missing.",
        };
        return new SeededDifferences(seed: 1, ComparisonBasis.TwoSystems).Compare() with
        {
            Findings = [finding],
            Counts = [new FindingCount(finding.Kind, finding.Severity, 1)],
        };
    }

    private static async Task<string> WriteAsync(SystemComparison comparison, ReportFormat format)
    {
        using var stream = new MemoryStream();
        await ComparisonReport.WriteAsync(comparison, stream, format, withMark: false, CancellationToken.None);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
