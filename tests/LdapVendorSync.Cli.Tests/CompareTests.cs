using System.Text.Json;

namespace LdapVendorSync.Cli.Tests;

/// <summary>Comparisons by the command, as an administrator makes them.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    public void Dispose() => _quickstart.Dispose();

    [Fact]
    public async Task Two_systems_are_compared_stored_listed_and_shown_again()
    {
        await RunAsync(0, "sync");
        await RunAsync(0, "snapshot", "staff");
        await RunAsync(0, "snapshot", "CRM");

        var lines = (await RunAsync(10, "compare", "staff", "CRM", "--output", "ndjson", "--exit-code")).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        lines.Select(line => line.GetProperty("kind").GetString()).Distinct().Order().ShouldBe(["GroupRemoved", "UserMissing"]);
        lines.ShouldAllBe(line => line.GetProperty("comparison").GetInt32() == 1 && line.GetProperty("basis").GetString() == "TwoSystems");
        (await RunAsync(0, "compare", "list", "--output", "csv")).Output.ShouldContain("staff,1,CRM,2");
        (await RunAsync(0, "compare", "--latest", "--kind", "groupremoved", "--output", "csv")).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5);
        (await RunAsync(0, "compare", "show", "1", "--severity", "high", "--exit-code")).Output.ShouldContain("UserMissing");
        (await RunAsync(0, "compare", "show", "1")).ShouldSay("Not compared: department: one of the sides gives them for nobody");
        var page = Path.Combine(_quickstart.Folder, "page.html");
        await RunAsync(0, "compare", "--latest", "--out", page);
        (await File.ReadAllTextAsync(page)).ShouldContain("People missing");
    }

    [Fact]
    public async Task One_system_is_compared_with_what_it_was()
    {
        await RunAsync(0, "snapshot", "staff");
        await RunAsync(0, "snapshot", "staff");

        (await RunAsync(0, "compare", "staff", "--no-store")).Output.ShouldContain("Nothing differs");
        (await RunAsync(2, "compare", "staff", "--since", "2020-01-01")).ShouldSay("no snapshot of 'staff' from 2020-01-01");
        (await RunAsync(2, "compare", "staff", "--pair", "a=b")).ShouldSay("of one system");
        (await RunAsync(0, "compare", "list")).Output.ShouldContain("No comparison yet");
    }

    [Theory]
    [InlineData("two snapshots or systems", "compare")]
    [InlineData("name no snapshots", "compare", "staff", "--latest")]
    [InlineData("--pair says how to make one", "compare", "--latest", "--pair", "a=b")]
    [InlineData("no comparison yet", "compare", "--latest")]
    [InlineData("no comparison 7", "compare", "show", "7")]
    [InlineData("no snapshot 'nowhere'", "compare", "nowhere")]
    [InlineData("names no two groups", "compare", "staff", "CRM", "--pair", "alone")]
    [InlineData("none of UserMissing", "compare", "staff", "CRM", "--kind", "Bogus")]
    [InlineData("none of Direct, Effective", "compare", "staff", "CRM", "--members", "all")]
    [InlineData("one of these", "compare", "staff", "CRM", "--out", "findings.pdf")]
    [InlineData("no snapshot of 'nobody'", "snapshot", "legacy", "nobody")]
    public async Task What_cannot_be_meant_is_a_mistake_of_the_command_line(string message, params string[] arguments) =>
        (await RunAsync(2, arguments)).ShouldSay(message);

    private async Task<CommandResult> RunAsync(int exitCode, params string[] arguments) =>
        (await _quickstart.RunAsync(arguments)).ShouldExitWith(exitCode);
}
