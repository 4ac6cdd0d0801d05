using System.Text.Json;

namespace LdapVendorSync.Cli.Tests;

/// <summary>Looking for runs and changes.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    [Fact]
    public async Task History_chooses_runs_by_number_time_status_and_vendor()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        (await _quickstart.RunAsync("sync", "--dry-run")).ShouldExitWith(0);

        (await CountAsync()).ShouldBe(2);
        (await CountAsync("--last", "1")).ShouldBe(1);
        (await CountAsync("--limit", "1")).ShouldBe(1);
        (await CountAsync("--since", "1h", "--status", "Succeeded", "--vendor", "wiki")).ShouldBe(2);
        (await CountAsync("--until", "1h")).ShouldBe(0);
        (await CountAsync("--since", "2999-01-01")).ShouldBe(0);
        (await CountAsync("--status", "Unfinished")).ShouldBe(0);
        (await CountAsync("--vendor", "nowhere")).ShouldBe(0);
        var run = (await _quickstart.RunAsync("history", "--output", "json")).ShouldExitWith(0).Json[0];
        run.GetProperty("user").GetString().ShouldBe(Environment.UserName);
        run.GetProperty("configHash").GetString()!.ShouldStartWith("sha256:");
    }

    [Theory]
    [InlineData("--since", "--since", "someday")]
    [InlineData("'Fine'", "--status", "Fine")]
    [InlineData("--last", "--last", "0")]
    [InlineData("'Perhaps'", "--outcome", "Perhaps")]
    [InlineData("--last", "--person", "jdoe", "--last", "3")]
    public async Task What_cannot_be_asked_is_refused(string named, params string[] arguments)
    {
        var result = await _quickstart.RunAsync(["history", .. arguments]);

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(named);
    }

    [Fact]
    public async Task Changes_of_a_person_are_found_over_all_runs_in_every_format()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        var changes = (await _quickstart.RunAsync("history", "--person", "CDUBOIS", "--output", "json")).ShouldExitWith(0).Json;
        changes.GetArrayLength().ShouldBeGreaterThan(0);
        foreach (var change in changes.EnumerateArray())
        {
            change.GetProperty("person").GetString().ShouldBe("cdubois");
            change.GetProperty("outcome").GetString().ShouldBe("Applied");
            change.GetProperty("duration").GetString().ShouldNotBeNullOrEmpty();
        }

        (await _quickstart.RunAsync("history", "--person", "cdubois")).ShouldExitWith(0).Output.ShouldContain("AddMember");
        var csv = (await _quickstart.RunAsync("history", "--person", "cdubois", "--output", "csv")).ShouldExitWith(0).Output.Trim().Split('\n');
        csv.Length.ShouldBe(changes.GetArrayLength() + 1);
        csv[0].ShouldStartWith("runId,at,vendor,group,operation,person,outcome,rule,message");
        (await _quickstart.RunAsync("history", "--person", "nobody")).ShouldExitWith(0).Output.ShouldContain("No such change");
    }

    [Fact]
    public async Task Show_says_who_ran_it_and_lists_the_changes_that_are_asked_for()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        var show = (await _quickstart.RunAsync("show")).ShouldExitWith(0).Output;
        show.ShouldContain($"by {Environment.UserName} on {Environment.MachineName}");
        show.ShouldContain("sha256:");
        var added = (await _quickstart.RunAsync("show", "last", "--group", "developers", "--operation", "AddMember", "--output", "json"))
            .ShouldExitWith(0).Json;
        added.EnumerateArray().Select(change => change.GetProperty("group").GetString()).ShouldAllBe(group => group == "developers");
        added.GetArrayLength().ShouldBeGreaterThan(0);
        (await _quickstart.RunAsync("show", "--changes", "--output", "json")).ShouldExitWith(0).Json.GetArrayLength().ShouldBeGreaterThan(80);
        (await _quickstart.RunAsync("show", "--vendor", "nowhere", "--output", "json")).ShouldExitWith(0).Json.GetArrayLength().ShouldBe(0);
    }

    public void Dispose() => _quickstart.Dispose();

    private async Task<int> CountAsync(params string[] arguments) =>
        (await _quickstart.RunAsync(["history", "--output", "json", .. arguments])).ShouldExitWith(0).Json.GetArrayLength();
}
