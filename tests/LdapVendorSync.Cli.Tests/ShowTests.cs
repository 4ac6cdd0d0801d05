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
    public async Task Report_of_a_recorded_run_lists_whom_the_run_held_and_skipped_as_its_own_report_does()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        Quickstart.Edit(_quickstart.DirectoryFile, LeaveAndJoinEngineering);
        Quickstart.Edit(_quickstart.Configuration, text => text
            .Replace("  - name: Wiki", "  - name: Wiki\n    create_users: false", StringComparison.Ordinal)
            .Replace("  dir: reports", "  dir: reports\n  formats: [html, json, csv]", StringComparison.Ordinal));
        (await _quickstart.RunAsync("sync")).ShouldExitWith(5);
        var own = Directory.GetFiles(Path.Combine(_quickstart.Folder, "reports"), "*.csv").ShouldHaveSingleItem();
        var folder = Path.Combine(_quickstart.Folder, "again");

        (await _quickstart.RunAsync("report", "last", "--dir", folder, "--format", "html", "json", "csv")).ShouldExitWith(0);

        var records = await File.ReadAllLinesAsync(own);
        records.Count(record => record.Contains(",Blocked,", StringComparison.Ordinal)).ShouldBe(8);
        records.ShouldContain(record => record.StartsWith("Wiki,developers,Add,newcomer,,Skipped,", StringComparison.Ordinal));
        (await File.ReadAllLinesAsync(Directory.GetFiles(folder, "*.csv").Single())).ShouldBe(records, ignoreOrder: true);
        ContentOf(await File.ReadAllTextAsync(Directory.GetFiles(folder, "*.json").Single()))
            .ShouldBe(ContentOf(await File.ReadAllTextAsync(Path.ChangeExtension(own, ".json"))), ignoreOrder: true);
        var page = await File.ReadAllTextAsync(Directory.GetFiles(folder, "*.html").Single());
        page.ShouldContain("Held by a guard");
        page.ShouldContain("newcomer");
        (await _quickstart.RunAsync("show")).ShouldExitWith(0).Output.ShouldContain("newcomer");
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

    // Eight leave, which is held; somebody joins whose account may not be created, and a twin of somebody makes both doubtful.
    private static string LeaveAndJoinEngineering(string directory)
    {
        const string Group = "dn: cn=engineering,";
        var start = directory.IndexOf(Group, StringComparison.Ordinal);
        var end = directory.IndexOf("\n\n", start, StringComparison.Ordinal);
        var lines = directory[start..end].Split('\n').ToList();
        var leavers = lines.Where(line => line.StartsWith("member: uid=", StringComparison.Ordinal)).Take(8).ToList();
        string[] joiners = ["newcomer", "twin-1", "twin-2"];
        var group = lines.Except(leavers).Concat(joiners.Select(id => $"member: cn={id},ou=people,dc=nordwind,dc=example"));
        var people = joiners.Select(id => $"""

            dn: cn={id},ou=people,dc=nordwind,dc=example
            objectClass: inetOrgPerson
            cn: {id}
            sn: {id}
            uid: {id.Split('-')[0]}
            entryUUID: {Guid.NewGuid()}

            """);
        return directory[..start] + string.Join('\n', group) + directory[end..] + string.Concat(people);
    }

    // Line by line: a history does not keep in which order the configuration had the mappings.
    private static IEnumerable<string> ContentOf(string json) => json
        .Split('\n')
        .Select(line => line.Trim().TrimEnd(','))
        .Where(line => !line.Contains("durationSeconds", StringComparison.Ordinal));

    private static IEnumerable<string> Added(System.Text.Json.JsonElement run) => run.GetProperty("changes").EnumerateArray()
        .Where(change => change.GetProperty("action").GetString() == "Add")
        .Select(change => $"{change.GetProperty("vendor")}/{change.GetProperty("group")}: {change.GetProperty("user")}");
}
