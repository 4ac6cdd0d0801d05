using System.Globalization;
using System.Text;

namespace LdapVendorSync.Cli.Tests;

/// <summary>Snapshots of whole systems by the command.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly Quickstart _quickstart = new();

    public void Dispose() => _quickstart.Dispose();

    [Fact]
    public async Task Snapshots_are_taken_listed_and_shown()
    {
        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        var source = (await _quickstart.RunAsync("snapshot", "staff", "--output", "json")).ShouldExitWith(0).Json[0];
        var vendor = (await _quickstart.RunAsync("snapshot", "vendor:crm", "--output", "json")).ShouldExitWith(0).Json[0];

        (source.GetProperty("number").GetInt32(), vendor.GetProperty("number").GetInt32()).ShouldBe((1, 2));
        (source.GetProperty("side").GetString(), vendor.GetProperty("system").GetString()).ShouldBe(("Source", "CRM"));
        source.GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await _quickstart.RunAsync("snapshot", "list", "--output", "json")).ShouldExitWith(0).Json.GetArrayLength().ShouldBe(2);
        var content = (await _quickstart.RunAsync("snapshot", "show", "staff", "--output", "json")).ShouldExitWith(0).Json;
        content.GetProperty("users").GetArrayLength().ShouldBe(source.GetProperty("userCount").GetInt32());
        var rows = (await _quickstart.RunAsync("snapshot", "show", "1", "--output", "csv")).ShouldExitWith(0).Output;
        rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(source.GetProperty("membershipCount").GetInt32() + 1);
    }

    [Fact]
    public async Task Snapshot_that_is_not_complete_ends_with_4_and_says_why()
    {
        Quickstart.Edit(_quickstart.DirectoryFile, text => text.Replace(
            "dn: cn=engineering,ou=groups,dc=nordwind,dc=example\n",
            "dn: cn=engineering,ou=groups,dc=nordwind,dc=example\nmember: uid=gone,ou=people,dc=nordwind,dc=example\n",
            StringComparison.Ordinal));

        (await _quickstart.RunAsync("snapshot", "staff")).ShouldExitWith(4).ShouldSay("it is not sure who is in: engineering");

        (await _quickstart.RunAsync("snapshot", "show", "staff")).ShouldExitWith(0).ShouldSay("Not complete");
    }

    [Theory]
    [InlineData("There is no source or vendor 'nobody'", "nobody")]
    [InlineData("no snapshot '7'", "show", "7")]
    [InlineData("Required argument missing")]
    public async Task What_is_not_there_is_a_mistake_of_the_command_line(string message, params string[] arguments) =>
        (await _quickstart.RunAsync(["snapshot", .. arguments])).ShouldExitWith(2).ShouldSay(message);

    [Fact]
    public async Task Kill_at_any_time_leaves_no_half_snapshot()
    {
        var people = new StringBuilder("id,userName,email\n");
        foreach (var number in Enumerable.Range(0, 20_000))
            people.Append(CultureInfo.InvariantCulture, $"id-{number},user{number},user{number}@example.org\n");
        await File.WriteAllTextAsync(Path.Combine(_quickstart.Folder, "people.csv"), people.ToString());
        Quickstart.Edit(_quickstart.Configuration, text => text.Replace(
            "sources:\n", "sources:\n  - { name: hr, type: csv, file: people.csv }\n", StringComparison.Ordinal).Replace(
            "      - source_group:", "      - source: staff\n        source_group:", StringComparison.Ordinal));

        foreach (var delay in (int[])[400, 700, 1000, 1300, 1600, 1900])
        {
            using var process = TheCommand.Start(
                _quickstart.Folder, new Dictionary<string, string>(), "snapshot", "hr", "--config", _quickstart.Configuration);
            await Task.Delay(delay);
            process.Kill(entireProcessTree: true);
            await TheCommand.WaitAsync(process);
        }

        var last = (await _quickstart.RunAsync("snapshot", "hr", "--output", "json")).ExitCode;
        last.ShouldBe(0);
        var kept = (await _quickstart.RunAsync("snapshot", "list", "--output", "json")).ShouldExitWith(0).Json;
        kept.EnumerateArray().ShouldAllBe(snapshot => snapshot.GetProperty("userCount").GetInt32() == 20_000);
        foreach (var number in kept.EnumerateArray().Select(snapshot => snapshot.GetProperty("number").GetInt32()))
        {
            var name = number.ToString(CultureInfo.InvariantCulture);
            var rows = (await _quickstart.RunAsync("snapshot", "show", name, "--part", "users", "--output", "csv")).ShouldExitWith(0).Output;
            rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(20_001);
        }
    }
}
