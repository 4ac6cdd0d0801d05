namespace LdapVendorSync.Cli.Tests;

/// <summary>What the command tells of a run that is over.</summary>
public sealed class ShowTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    [Fact]
    public async Task Show_tells_what_the_run_itself_told()
    {
        var sync = (await _quickstart.RunAsync("sync", "--output", "json")).ShouldExitWith(0).Json;

        var show = (await _quickstart.RunAsync("show", "--output", "json")).ShouldExitWith(0).Json;

        show.GetProperty("runId").GetString().ShouldBe(sync.GetProperty("runId").GetString());
        show.GetProperty("status").GetString().ShouldBe("Succeeded");
        show.GetProperty("totals").GetProperty("added").GetInt32().ShouldBe(86);
        show.GetProperty("vendors").GetArrayLength().ShouldBe(sync.GetProperty("vendors").GetArrayLength());
        Added(show).ShouldBe(Added(sync), ignoreOrder: true);
    }

    [Fact]
    public async Task Show_finds_a_run_by_the_beginning_of_its_id_and_says_when_there_is_none()
    {
        var id = (await _quickstart.RunAsync("sync", "--output", "json")).ShouldExitWith(0).Json.GetProperty("runId").GetString()!;

        (await _quickstart.RunAsync("show", id[..15])).ShouldExitWith(0).Output.ShouldContain("86");
        var missing = await _quickstart.RunAsync("show", "1999");
        missing.ExitCode.ShouldNotBe(0);
        missing.Error.ShouldContain("no run '1999'");
    }

    [Fact]
    public async Task Show_says_that_there_is_no_run_yet_and_makes_no_history()
    {
        var result = await _quickstart.RunAsync("show");
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("no run 'last'");
        Directory.Exists(Path.Combine(_quickstart.Folder, "state")).ShouldBeFalse();
    }

    [Fact]
    public async Task Report_writes_the_pages_of_a_run_anew()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        var folder = Path.Combine(_quickstart.Folder, "again");

        (await _quickstart.RunAsync("report", "last", "--dir", folder, "--format", "html", "csv")).ShouldExitWith(0);

        var files = Directory.GetFiles(folder).Select(file => Path.GetExtension(file)).ToList();
        files.ShouldBe([".html", ".csv"], ignoreOrder: true);
        var csv = await File.ReadAllTextAsync(Directory.GetFiles(folder, "*.csv").Single());
        csv.ShouldContain("vendor,group,action,user");
    }

    [Fact]
    public async Task Report_writes_the_page_of_a_plan()
    {
        var plan = Path.Combine(_quickstart.Folder, "plan.json");
        var folder = Path.Combine(_quickstart.Folder, "for-approval");
        (await _quickstart.RunAsync("plan", "--out", plan)).ShouldExitWith(0);

        (await _quickstart.RunAsync("report", plan, "--dir", folder, "--format", "html")).ShouldExitWith(0);

        var page = Directory.GetFiles(folder).ShouldHaveSingleItem();
        Path.GetFileName(page).ShouldStartWith("plan-");
        (await File.ReadAllTextAsync(page)).ShouldContain("<h1>Plan");
    }

    public void Dispose() => _quickstart.Dispose();

    private static IEnumerable<string> Added(System.Text.Json.JsonElement run) => run.GetProperty("changes").EnumerateArray()
        .Where(change => change.GetProperty("action").GetString() == "Add" && change.GetProperty("group").GetString()!.Length > 0)
        .Select(change => $"{change.GetProperty("vendor")}/{change.GetProperty("group")}: {change.GetProperty("user")}");
}
