using System.Text.Json;
using System.Xml.Linq;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Tests.Sync;

namespace LdapVendorSync.Core.Tests.Diagnostics.Reports;

public sealed class PlanReportTests
{
    [Fact]
    public async Task Plan_is_told_as_the_run_that_it_asks_for()
    {
        var plan = await MakeAsync();

        var content = ReportContent.Of(plan);

        content.Name.ShouldBe($"plan-{plan.Id}");
        content.Run.DryRun.ShouldBeTrue();
        content.Run.Totals.Added.ShouldBe(6);
        content.Run.Totals.Removed.ShouldBe(0);
        content.Run.Totals.Blocked.ShouldBe(9);
        content.Run.Changes.Count.ShouldBe(plan.Changes.Count);
        var group = content.Run.Vendors.ShouldHaveSingleItem().Groups.ShouldHaveSingleItem();
        group.SourceMembers.ShouldBe(6);
        group.VendorMembers.ShouldBe(9);
        group.BlockedBy.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Page_of_a_plan_names_everybody_and_who_is_held_why()
    {
        var plan = await MakeAsync();
        await using var writer = new StringWriter();

        await HtmlReport.WriteAsync(ReportContent.Of(plan), writer, CancellationToken.None);

        var page = XDocument.Parse(writer.ToString()).Root!;
        page.Descendants("h1").Single().Value.ShouldBe("Plan removals held");
        page.Descendants("dd").First().Value.ShouldBe(plan.Id);
        var cells = page.Descendants("td").Select(cell => cell.Value).ToHashSet();
        plan.Changes.ShouldAllBe(change => cells.Contains(change.User));
        plan.Changes.Where(change => change.IsHeld).ShouldAllBe(change => cells.Any(cell => cell.Contains(change.HeldBy!)));
    }

    [Fact]
    public async Task Json_of_a_plan_has_the_shape_of_a_dry_run()
    {
        using var stream = new MemoryStream();

        await JsonReport.WriteAsync(ReportContent.Of(await MakeAsync()).Run, stream, CancellationToken.None);

        using var json = JsonDocument.Parse(stream.ToArray());
        json.RootElement.GetProperty("dryRun").GetBoolean().ShouldBeTrue();
        json.RootElement.GetProperty("status").GetString().ShouldBe("Blocked");
        json.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(5);
        json.RootElement.GetProperty("changes").EnumerateArray().Count(change => change.GetProperty("outcome").GetString() == "Blocked").ShouldBe(9);
    }

    private static async Task<SyncPlan> MakeAsync()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 6);
        scenario.Vendor.Store.SeedNumbered("users", 9, first: 20);
        return (await scenario.TryPlanAsync()).Plan!;
    }
}
