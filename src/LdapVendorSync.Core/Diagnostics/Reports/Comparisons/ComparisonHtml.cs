using System.Globalization;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Audit.Comparison;

namespace LdapVendorSync.Core.Diagnostics.Reports.Comparisons;

/// <summary>Writes a comparison as one HTML page that needs nothing else: no script, no asset, no connection.</summary>
internal static class ComparisonHtml
{
    // A page of 100,000 rows opens on no phone; the other formats have them all.
    private const int MostOfAKind = 500;
    private const int FoldAbove = 50;

    /// <summary>Writes the page.</summary>
    public static async Task WriteAsync(SystemComparison comparison, TextWriter writer, CancellationToken cancellationToken)
    {
        var html = new HtmlBuilder(writer);
        WriteHead(html, comparison);
        WriteFacts(html, comparison);
        WriteCounts(html, comparison);
        WriteDoubts(html, comparison);
        foreach (var kind in comparison.Findings
            .GroupBy(finding => finding.Kind)
            .OrderByDescending(kind => kind.Max(finding => finding.Severity))
            .ThenBy(kind => kind.Key))
            await WriteKindAsync(html, kind.Key, [.. kind], cancellationToken).ConfigureAwait(false);
        html.Markup("<footer>").Text($"LdapVendorSync · {ComparisonReport.TitleOf(comparison)}").Markup("</footer>\n</body>\n</html>\n");
        await html.FlushAsync(cancellationToken).ConfigureAwait(false);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void WriteHead(HtmlBuilder html, SystemComparison comparison)
    {
        var worst = comparison.CountOf(FindingSeverity.High);
        var status = worst > 0 ? $"{HtmlBuilder.Number(worst)} of high severity" : $"{HtmlBuilder.Number(comparison.Total)} findings";
        html.Markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
            .Markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n")
            .Markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n")
            .Markup("<meta name=\"robots\" content=\"noindex\" />\n")
            .Element("title", ComparisonReport.TitleOf(comparison))
            .Markup("\n<style>\n").Markup(HtmlReportStyle.Css).Markup("</style>\n</head>\n<body>\n")
            .Open("h1").Text(ComparisonReport.TitleOf(comparison)).Text(" ")
            .Element("span", status, $"badge {(worst > 0 ? "bad" : comparison.Total > 0 ? "warn" : "good")}").Close("h1");
    }

    private static void WriteFacts(HtmlBuilder html, SystemComparison comparison)
    {
        html.Open("dl", "facts");
        Fact(html, "Reference", Describe(comparison.Reference));
        Fact(html, "Difference", Describe(comparison.Difference));
        Fact(html, "Compared", RunTexts.Describe(comparison.ComparedAt));
        Fact(
            html,
            "On both sides",
            $"{HtmlBuilder.Number(comparison.PeopleCompared)} people, {HtmlBuilder.Number(comparison.GroupsCompared)} groups");
        Fact(html, "Members", comparison.Memberships == MembershipScope.Effective ? "effective: those of nested groups count" : "direct");
        Fact(html, "Attributes", comparison.Attributes.Count == 0 ? "none" : string.Join(", ", comparison.Attributes));
        if (ComparisonReport.NotCompared(comparison) is { } leftOut)
            Fact(html, "Not compared", leftOut);
        html.Close("dl");
        html.Element("p", "The reference is what should be, or was; the difference is what is. Nothing was written to either.")
            .Markup("\n");
    }

    private static void WriteCounts(HtmlBuilder html, SystemComparison comparison)
    {
        html.Open("ul", "totals");
        foreach (var severity in Enum.GetValues<FindingSeverity>().Reverse())
        {
            var count = comparison.CountOf(severity);
            html.Open("li")
                .Element("b", HtmlBuilder.Number(count), count == 0 ? "none" : Tone(severity))
                .Text(severity.ToString())
                .Close("li");
        }

        html.Close("ul");
        if (comparison.Counts.Count == 0)
            return;
        html.TableHead("Finding", "High", "Medium", "Low", "Info", "Together");
        foreach (var kind in comparison.Counts.Select(count => count.Kind).Distinct())
        {
            html.Open("tr").Cell("Finding", FindingTexts.HeadingOf(kind));
            foreach (var severity in Enum.GetValues<FindingSeverity>().Reverse())
            {
                var count = comparison.Counts.Where(count => count.Kind == kind && count.Severity == severity).Sum(count => count.Count);
                html.Count(severity.ToString(), count, Tone(severity));
            }

            html.Count("Together", comparison.CountOf(kind)).Close("tr");
        }

        html.TableEnd();
    }

    private static void WriteDoubts(HtmlBuilder html, SystemComparison comparison)
    {
        if (comparison.Doubts.Count == 0)
            return;
        html.Element("h2", "In doubt").Markup("\n")
            .Element("p", "What may only not have been read is no finding. Take the snapshots again to know.", "held").Markup("\n")
            .TableHead("Would be", "Count", "Why it is not known");
        foreach (var doubt in comparison.Doubts)
        {
            html.Open("tr").Cell("Would be", FindingTexts.HeadingOf(doubt.Kind)).Count("Count", doubt.Count)
                .Cell("Why it is not known", doubt.Reason).Close("tr");
        }

        html.TableEnd();
    }

    private static async Task WriteKindAsync(
        HtmlBuilder html, FindingKind kind, IReadOnlyList<SystemFinding> findings, CancellationToken cancellationToken)
    {
        var count = findings.Count == 1 ? "1 finding" : $"{HtmlBuilder.Number(findings.Count)} findings";
        html.Element("h2", FindingTexts.HeadingOf(kind)).Markup("\n")
            .Element("p", FindingTexts.ExplanationOf(kind)).Markup(findings.Count > FoldAbove ? "\n<details>" : "\n<details open=\"open\">")
            .Element("summary", findings.Count > MostOfAKind ? $"{count}, of which the first {MostOfAKind} are shown" : count)
            .TableHead("Severity", "Person", "Group", "Reference", "Difference", "Finding");
        foreach (var finding in findings.Take(MostOfAKind))
        {
            html.Open("tr")
                .Cell("Severity", finding.Severity.ToString(), $"word {Tone(finding.Severity)}")
                .Cell("Person", finding.PersonName is null ? finding.Person : $"{finding.Person} ({finding.PersonName})")
                .Cell("Group", finding.Group)
                .Cell("Reference", finding.ReferenceValue)
                .Cell("Difference", finding.DifferenceValue)
                .Cell("Finding", finding.Message)
                .Close("tr");
            await html.FlushIfLargeAsync(cancellationToken).ConfigureAwait(false);
        }

        html.TableEnd();
        if (findings.Count > MostOfAKind)
            html.Element("p", "All of them are in the JSON, NDJSON and CSV reports.").Markup("\n");
        html.Close("details");
    }

    private static void Fact(HtmlBuilder html, string name, string value) => html.Element("dt", name).Element("dd", value).Markup("\n");

    private static string Describe(SystemSnapshot snapshot)
    {
        var content = $"{HtmlBuilder.Number(snapshot.Users)} people, {HtmlBuilder.Number(snapshot.Groups)} groups, {HtmlBuilder.Number(snapshot.Memberships)} memberships";
        var state = snapshot.IsComplete ? string.Empty : "; not complete";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{snapshot.System} ({snapshot.Kind}), snapshot {snapshot.Number} of {RunTexts.Describe(snapshot.TakenAt)}: {content}{state}");
    }

    private static string Tone(FindingSeverity severity) => severity switch
    {
        FindingSeverity.High => "bad",
        FindingSeverity.Medium => "warn",
        FindingSeverity.Low => "info",
        _ => "none",
    };
}
