using System.Text.RegularExpressions;
using System.Xml.Linq;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Diagnostics.Reports;

public sealed partial class HtmlReportTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("' onmouseover='alert(1)")]
    [InlineData("</style></title></td></table><svg onload=alert(1)>")]
    [InlineData("\u202Eevil\u202C \u2066x\u2069 שלום 😀 \uFEFF")]
    [InlineData("<!-- --> <![CDATA[ ]]> &lt;b&gt; &#60;b&#62;")]
    public async Task Html_report_shows_hostile_texts_as_texts(string text)
    {
        var page = Parse(await WriteAsync(Runs.Eventful(text)));
        var harmless = Parse(await WriteAsync(Runs.Eventful()));

        page.Descendants().Select(element => element.Name.LocalName)
            .ShouldBe(harmless.Descendants().Select(element => element.Name.LocalName));
        page.Descendants().Attributes().Select(attribute => attribute.ToString())
            .ShouldBe(harmless.Descendants().Attributes().Select(attribute => attribute.ToString()));
        page.Descendants("td").ShouldContain(cell => cell.Value == text);
    }

    [Fact]
    public async Task Html_report_loads_nothing_and_runs_nothing()
    {
        var html = await WriteAsync(Runs.Eventful());

        var page = Parse(html);
        page.Descendants().Attributes().Select(attribute => attribute.Name.LocalName).ShouldNotContain("src");
        page.Descendants().Attributes().Select(attribute => attribute.Name.LocalName).ShouldNotContain("href");
        page.Descendants("script").ShouldBeEmpty();
        ExternalAddress().IsMatch(html).ShouldBeFalse();
        html.ShouldContain("default-src 'none'");
        html.ShouldContain("name=\"viewport\" content=\"width=device-width, initial-scale=1\"");
        html.ShouldContain("@media print");
        html.ShouldContain("prefers-color-scheme: dark");
    }

    [Fact]
    public async Task Html_report_names_what_failed_what_was_held_and_why()
    {
        var page = Parse(await WriteAsync(Runs.Eventful("reason & cause")));

        page.Descendants("h2").Select(heading => heading.Value).ShouldBe(
        [
            "What needs attention", "reason & cause completed with failures",
            "Failed", "Held by a guard", "Skipped", "Would be done", "Done",
        ]);
        page.Descendants("p").Where(p => p.Attribute("class")?.Value == "held").ShouldHaveSingleItem().Value.ShouldBe("reason & cause");
        page.Descendants("dd").ShouldContain(fact => fact.Value.StartsWith("4: Finished, but", StringComparison.Ordinal));
        Total(page, "failed").ShouldBe("5");
        Total(page, "held").ShouldBe("7");
    }

    [Fact]
    public async Task Html_report_folds_a_long_list_but_holds_all_of_it()
    {
        var page = Parse(await WriteAsync(Runs.Long(5_000)));

        var details = page.Descendants("details").ShouldHaveSingleItem();
        details.Attribute("open").ShouldBeNull();
        details.Element("summary")!.Value.ShouldBe("5,000 changes");
        details.Descendants("tr").Count().ShouldBe(5_001);
    }

    [Fact]
    public async Task Html_report_says_what_to_do_about_what_it_shows()
    {
        var run = Runs.Eventful() with { Error = null };
        var page = Parse(await WriteAsync(run));

        var advice = page.Descendants("p").Where(p => p.Attribute("class")?.Value == "advice").Select(p => p.Value).ToList();
        advice.ShouldContain(text => text.StartsWith("What to do: Check that the application is up"));
        advice.ShouldAllBe(text => text.StartsWith("What to do: "));
    }

    private static async Task<string> WriteAsync(SyncRun run)
    {
        await using var writer = new StringWriter();
        await HtmlReport.WriteAsync(ReportContent.Of(run), writer, CancellationToken.None);
        return writer.ToString();
    }

    // The page is well-formed XML as well, so that a strict parser can prove its structure.
    private static XElement Parse(string html) => XDocument.Parse(html).Root!;

    private static string Total(XElement page, string name) =>
        page.Descendants("ul").First(list => list.Attribute("class")?.Value == "totals").Elements("li")
            .Single(item => item.Value.EndsWith(name, StringComparison.Ordinal)).Element("b")!.Value;

    [GeneratedRegex("https?://|url\\(|@import")]
    private static partial Regex ExternalAddress();
}
