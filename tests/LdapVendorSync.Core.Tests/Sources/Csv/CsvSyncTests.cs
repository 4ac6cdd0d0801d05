using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Core.Tests.Sync;

namespace LdapVendorSync.Core.Tests.Sources.Csv;

/// <summary>Whole runs from the files and the configuration of docs/sources/csv.md, as they stand there.</summary>
public sealed partial class CsvSyncTests : IDisposable
{
    private readonly SyncFolder _folder = new();
    private readonly Match _page = Block().Match(DocumentationPage.Read("sources/csv.md"));
    private string _settings = string.Empty;

    public CsvSyncTests() => Write(_page.Groups["csv"].Value);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Example_fills_the_vendor_and_a_second_run_changes_nothing()
    {
        var first = await RunAsync();
        var second = await RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.Added.ShouldBe(3);
        second.Totals.ShouldBe(new SyncTotals { Unchanged = 3 }, second.Describe());
    }

    [Fact]
    public async Task Person_who_leaves_a_group_is_removed_and_one_who_comes_is_added()
    {
        await RunAsync();
        Edit(csv => csv.Replace("Everybody|Research\n4712", "Everybody\n4712", StringComparison.Ordinal)
            .Replace(";yes;Research;Everybody\n4713", ";yes;Research;Everybody|Research\n4713", StringComparison.Ordinal));

        var run = await RunAsync();

        Changes(run).ShouldBe(["Add wiki-research bbabbage Applied", "Remove wiki-research alovelace Applied"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("4711;alovelace;ada@example.com;Lovelace\n")]
    [InlineData("4711;\"alovelace;ada@example.com\n")]
    [InlineData("")]
    public async Task Damaged_file_changes_nothing(string rows)
    {
        await RunAsync();
        Edit(csv => csv[..(csv.IndexOf('\n', StringComparison.Ordinal) + 1)] + rows);

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Changes.ShouldBeEmpty();
        run.Describe().ShouldContain("people.csv");
    }

    [Fact]
    public async Task Group_that_no_row_names_any_more_is_an_error_of_its_mapping_alone()
    {
        await RunAsync();
        Edit(csv => csv.Replace("|Research", string.Empty, StringComparison.Ordinal));

        var run = await RunAsync();

        run.Changes.ShouldBeEmpty();
        run.Vendors[0].Groups[0].Error.ShouldBeNull();
        run.Vendors[0].Groups[1].Error.ShouldNotBeNull().ShouldContain("there is no group 'Research'");
    }

    [Fact]
    public async Task Two_rows_with_one_id_keep_whomever_they_may_mean()
    {
        await RunAsync();
        Edit(csv => csv.Replace("4712;bbabbage", "4711;bbabbage", StringComparison.Ordinal));

        var run = await RunAsync();

        // Whose id 4711 is cannot be told, and bbabbage has no row of his own only because of that.
        Changes(run).ShouldBe(
            ["Remove wiki-users alovelace Blocked", "Remove wiki-users bbabbage Blocked", "Remove wiki-research alovelace Blocked"], ignoreOrder: true);
    }

    [Fact]
    public async Task Value_of_enabled_that_is_not_known_keeps_the_person_as_they_are()
    {
        await RunAsync();
        Edit(csv => csv.Replace("Lovelace;yes", "Lovelace-Byron;perhaps", StringComparison.Ordinal));

        var run = await RunAsync();

        Changes(run).ShouldBe(["Remove wiki-users alovelace Blocked", "Remove wiki-research alovelace Blocked"], ignoreOrder: true);
        run.ExitCode.ShouldNotBe(SyncExitCode.Done);
    }

    [Fact]
    public async Task Membership_without_a_row_holds_the_person_whom_it_last_meant()
    {
        _folder.Write("m.csv", "group,member\nEverybody,4711\nEverybody,4712\nResearch,4711\n");
        _settings = "memberships_file: m.csv";
        (await RunAsync()).Totals.Added.ShouldBe(3);
        Edit(csv => csv[..csv.IndexOf("4712", StringComparison.Ordinal)]);

        var run = await RunAsync();

        Changes(run).ShouldBe(["Remove wiki-users bbabbage Blocked"]);
    }

    [Fact]
    public async Task Trace_tells_the_way_from_the_file()
    {
        await RunAsync();
        var tracer = new MembershipTracer(Load(), new SyncEnvironment());

        var member = await tracer.TraceAsync(new TraceRequest("ada@example.com", "Wiki", "wiki-research", null), default);
        var other = await tracer.TraceAsync(new TraceRequest("4712", "Wiki", "wiki-research", null), default);

        member.Membership.ShouldBe(TracedMembership.Member);
        member.Person.SourceId.ShouldBe("4711");
        other.Membership.ShouldBe(TracedMembership.NotMember);
        other.Findings.ShouldContain(finding => finding.Kind == TraceFindingKind.NotSourceMember);
    }

    [Fact]
    public async Task Trace_of_a_row_in_doubt_tells_why()
    {
        await RunAsync();
        Edit(csv => csv.Replace("Lovelace;yes", "Lovelace;perhaps", StringComparison.Ordinal));

        var trace = await new MembershipTracer(Load(), new SyncEnvironment())
            .TraceAsync(new TraceRequest("alovelace", "Wiki", "wiki-research", null), default);

        trace.Findings.Single(finding => finding.Kind == TraceFindingKind.Dangling).Sentence.ShouldContain("'perhaps'");
    }

    [Theory]
    [InlineData("encoding: latin-99", "encoding")]
    [InlineData("delimiter: '::'", "delimiter")]
    [InlineData("memberships_file: people.csv", "groups_column")]
    [InlineData("enabled_values: [yes, no]", "disabled_values")]
    public void Settings_that_contradict_themselves_are_refused(string setting, string key)
    {
        var result = _folder.Load(Yaml().Replace("groups_column: Teams", $"groups_column: Teams\n    {setting}", StringComparison.Ordinal));

        result.Problems.ShouldContain(problem => problem.ToString().Contains(key, StringComparison.Ordinal));
        result.Configuration.ShouldBeNull();
    }

    private static IEnumerable<string> Changes(SyncRun run) => run.Changes.Select(outcome =>
        $"{outcome.Change.Action} {outcome.Change.Mapping.VendorGroup} {outcome.Change.User} {outcome.Result}");

    private void Edit(Func<string, string> change) => Write(change(File.ReadAllText(_folder.PathOf("people.csv"))));

    private void Write(string csv) => _folder.Write("people.csv", csv);

    private string Yaml()
    {
        var yaml = _page.Groups["yaml"].Value;
        return _settings.Length == 0 ? yaml : yaml.Replace("groups_column: Teams", _settings, StringComparison.Ordinal);
    }

    private Task<SyncRun> RunAsync() => _folder.RunAsync(Yaml());

    private SyncConfiguration Load() => _folder.Load(Yaml()).GetConfiguration();

    [GeneratedRegex("```csv people.csv\n(?<csv>.*?)```.*?```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
