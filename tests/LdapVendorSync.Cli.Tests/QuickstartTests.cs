using System.Text.Json;

namespace LdapVendorSync.Cli.Tests;

/// <summary>What everybody tries first.</summary>
public sealed class QuickstartTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    public void Dispose() => _quickstart.Dispose();

    [Fact]
    public async Task First_sync_fills_the_vendors_and_the_second_changes_nothing()
    {
        var first = (await _quickstart.RunAsync("sync", "--output", "json")).ShouldExitWith(0);
        var second = (await _quickstart.RunAsync("sync", "--output", "json")).ShouldExitWith(0);

        Count(first, "added").ShouldBeGreaterThan(80);
        Count(first, "failed").ShouldBe(0);
        Count(second, "added").ShouldBe(0);
        Count(second, "removed").ShouldBe(0);
        Count(second, "updated").ShouldBe(0);
        Count(second, "unchanged").ShouldBe(Count(first, "added"));
        second.Json.GetProperty("changes").GetArrayLength().ShouldBe(0);
        (await _quickstart.MembersOfAsync("Wiki", "page-owners"))
            .ShouldBe(["aberg", "gbauer", "hdahl", "imartin", "obergmann", "wdevries"]);
    }

    [Fact]
    public async Task Nested_escaped_and_disabled_are_read_as_the_directory_means_them()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        var everyone = await _quickstart.MembersOfAsync("Wiki", "everyone");
        everyone.Count.ShouldBe(40);
        everyone.ShouldContain("smueller", "a DN with an escaped comma and an umlaut");
        everyone.ShouldNotContain("vpetrov", "whose account is locked");
        (await _quickstart.MembersOfAsync("CRM", "sales-emea")).Count.ShouldBe(10);
        (await _quickstart.MembersOfAsync("CRM", "support")).Count.ShouldBe(11);
    }

    [Fact]
    public async Task Edit_of_the_directory_shows_in_plan_and_is_applied_by_sync()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        Quickstart.Edit(_quickstart.DirectoryFile, ldif => ldif
            .Replace("\nsn: Nowak\n", "\nsn: Nowak-Rossi\n", StringComparison.Ordinal)
            .Replace("member: uid=xlopez,ou=people,dc=nordwind,dc=example\n", string.Empty, StringComparison.Ordinal)
            .Replace(
                "\nmember: uid=cdubois,",
                "\nmember: uid=rcontract,ou=people,dc=nordwind,dc=example\nmember: uid=cdubois,",
                StringComparison.Ordinal));

        var plan = (await _quickstart.RunAsync("plan", "--output", "json", "--exit-code")).ShouldExitWith(10);
        Changes(plan).ShouldBe(
        [
            "CRM/sales-emea Remove xlopez Planned",
            "Wiki/developers Add rcontract Planned",
            "Wiki/everyone Add rcontract Planned",
            "Wiki/everyone Remove xlopez Planned",
            "Wiki/everyone Update dnowak Planned",
        ], ignoreOrder: true);
        (await _quickstart.MembersOfAsync("CRM", "sales-emea")).ShouldContain("xlopez");

        var sync = (await _quickstart.RunAsync("sync", "--output", "json")).ShouldExitWith(0);
        var applied = Changes(plan).Select(change => change.Replace("Planned", "Applied", StringComparison.Ordinal));
        Changes(sync).ShouldBe(applied, ignoreOrder: true);
        (await _quickstart.MembersOfAsync("CRM", "sales-emea")).ShouldNotContain("xlopez");
        (await _quickstart.MembersOfAsync("Wiki", "developers")).ShouldContain("rcontract");
        (await _quickstart.RunAsync("plan", "--exit-code")).ShouldExitWith(0);
    }

    [Fact]
    public async Task Emptied_group_removes_nobody_and_says_so()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);
        Quickstart.Edit(_quickstart.DirectoryFile, ldif =>
        {
            var start = ldif.IndexOf("\ncn: Sales, EMEA\n", StringComparison.Ordinal);
            var end = ldif.IndexOf("\n\n", start, StringComparison.Ordinal);
            var lines = ldif[start..end].Split('\n').Where(line => !line.StartsWith("member:", StringComparison.Ordinal));
            return ldif[..start] + string.Join('\n', lines) + ldif[end..];
        });

        var sync = (await _quickstart.RunAsync("sync")).ShouldExitWith(5);

        sync.Output.ShouldContain("sales-emea");
        (await _quickstart.MembersOfAsync("CRM", "sales-emea")).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Reports_lie_beside_the_configuration_wherever_the_command_runs()
    {
        var sync = (await _quickstart.RunAsync("sync", "--output", "json")).ShouldExitWith(0);

        var runId = sync.Json.GetProperty("runId").GetString();
        var reports = Path.Combine(_quickstart.Folder, "reports");
        Directory.GetFiles(reports).Select(Path.GetFileName).Order().ShouldBe([$"{runId}.html", $"{runId}.json"]);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(reports, $"{runId}.json")));
        report.RootElement.GetProperty("totals").GetRawText().ShouldBe(sync.Json.GetProperty("totals").GetRawText());
        (await File.ReadAllTextAsync(Path.Combine(reports, $"{runId}.html"))).ShouldContain("aberg", Case.Sensitive);
    }

    private static int Count(CommandResult result, string name) => result.Json.GetProperty("totals").GetProperty(name).GetInt32();

    private static IEnumerable<string> Changes(CommandResult result) =>
        from change in result.Json.GetProperty("changes").EnumerateArray()
        let vendor = change.GetProperty("vendor").GetString()
        let what = string.Join(' ', Text(change, "group"), Text(change, "action"), Text(change, "user"), Text(change, "outcome"))
        select $"{vendor}/{what}";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
