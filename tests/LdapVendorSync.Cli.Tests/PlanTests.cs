using System.Text.Json;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A plan in the evening, an approval, a sync in the morning.</summary>
public sealed class PlanTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    private string PlanPath => Path.Combine(_quickstart.Folder, "plans", "plan.json");

    public void Dispose() => _quickstart.Dispose();

    [Fact]
    public async Task Plan_is_written_and_applied()
    {
        var plan = (await _quickstart.RunAsync("plan", "--out", PlanPath, "--output", "json")).ShouldExitWith(0);
        plan.Error.ShouldContain(PlanPath);
        var file = JsonDocument.Parse(await File.ReadAllBytesAsync(PlanPath)).RootElement;
        file.GetProperty("changes").GetArrayLength().ShouldBe(plan.Json.GetProperty("changes").GetArrayLength());
        file.GetProperty("id").GetString().ShouldBe(plan.Json.GetProperty("runId").GetString());

        var sync = (await _quickstart.RunAsync("sync", "--plan", PlanPath, "--strict")).ShouldExitWith(0);
        sync.Output.ShouldContain($"Plan {file.GetProperty("id").GetString()}");
        sync.Output.ReplaceLineEndings(" ").ShouldContain("changes applied.");
        (await _quickstart.MembersOfAsync("Wiki", "developers")).Count.ShouldBe(13);
        (await _quickstart.RunAsync("plan", "--exit-code")).ShouldExitWith(0);
    }

    [Fact]
    public async Task What_changed_meanwhile_is_refused_or_left_out_and_said()
    {
        (await _quickstart.RunAsync("plan", "--out", PlanPath)).ShouldExitWith(0);
        Quickstart.Edit(_quickstart.DirectoryFile, ldif => ldif
            .Replace("\nsn: Nowak\n", "\nsn: Nowak-Rossi\n", StringComparison.Ordinal)
            .Replace("member: uid=xlopez,ou=people,dc=nordwind,dc=example\n", string.Empty, StringComparison.Ordinal)
            .Replace(
                "\nmember: uid=cdubois,", "\nmember: uid=rcontract,ou=people,dc=nordwind,dc=example\nmember: uid=cdubois,", StringComparison.Ordinal));

        var strict = (await _quickstart.RunAsync("sync", "--plan", PlanPath, "--strict")).ShouldExitWith(7);
        strict.Output.ShouldContain("Nothing of the plan was applied");
        var sync = (await _quickstart.RunAsync("sync", "--plan", PlanPath, "--output", "json")).ShouldExitWith(4);

        var use = sync.Json.GetProperty("plan");
        use.GetProperty("refused").GetInt32().ShouldBeGreaterThan(2);
        use.GetProperty("leftOut").GetInt32().ShouldBe(2);
        var refused = sync.Json.GetProperty("changes").EnumerateArray().Where(change => change.GetProperty("outcome").GetString() == "Refused").ToList();
        refused.ShouldAllBe(change => change.GetProperty("error").GetString()!.Length > 10);
        refused.Select(change => change.GetProperty("user").GetString()!).Distinct().ShouldBe(["dnowak", "xlopez"], ignoreOrder: true);
        (await _quickstart.MembersOfAsync("Wiki", "developers")).ShouldNotContain("rcontract");
        (await _quickstart.MembersOfAsync("CRM", "sales-emea")).ShouldNotContain("xlopez");
    }

    [Fact]
    public async Task Expired_plan_and_another_configuration_are_refused()
    {
        (await _quickstart.RunAsync("plan", "--out", PlanPath, "--expires", "1ms")).ShouldExitWith(0);
        (await _quickstart.RunAsync("sync", "--plan", PlanPath)).ShouldExitWith(7).Output.ShouldContain("expired at");

        (await _quickstart.RunAsync("plan", "--out", PlanPath)).ShouldExitWith(0);
        Quickstart.Edit(_quickstart.Configuration, yaml => "clear_missing: true\n" + yaml);
        (await _quickstart.RunAsync("sync", "--plan", PlanPath)).ShouldExitWith(7).Output.ReplaceLineEndings(" ").ShouldContain("was changed after the plan");
    }

    [Fact]
    public async Task Damaged_file_ends_with_7_and_something_else_with_2()
    {
        (await _quickstart.RunAsync("plan", "--out", PlanPath)).ShouldExitWith(0);
        await File.WriteAllTextAsync(PlanPath, (await File.ReadAllTextAsync(PlanPath))[..^40]);
        (await _quickstart.RunAsync("sync", "--plan", PlanPath)).ShouldExitWith(7).Error.ShouldContain("checksum");

        (await _quickstart.RunAsync("sync", "--plan", _quickstart.Configuration)).ShouldExitWith(2).Error.ShouldContain("no plan file");
        (await _quickstart.RunAsync("sync", "--plan", PlanPath + ".missing")).ShouldExitWith(2);
        (await _quickstart.RunAsync("sync", "--strict")).ShouldExitWith(2).Error.ShouldContain("--plan");
        (await _quickstart.RunAsync("plan", "--out", PlanPath, "--expires", "soon")).ShouldExitWith(2).Error.ShouldContain("--expires");
    }

    [Fact]
    public async Task Plan_that_cannot_be_written_ends_with_4() =>
        (await _quickstart.RunAsync("plan", "--out", _quickstart.Folder)).ShouldExitWith(4).Output.ReplaceLineEndings(" ").ShouldContain("could not be written");
}
