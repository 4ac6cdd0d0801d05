using System.Text.Json;
using System.Text.RegularExpressions;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Cli.Tests.Bench;

/// <summary>The bench: whether every row can be measured, and what it says of one that cannot. What is measured is no matter of a test.</summary>
public sealed partial class BenchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lvs-bench-test-");

    [SkippableFact]
    public async Task Bench_measures_every_row()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        Skip.IfNot(File.Exists("/usr/bin/ldapsearch"), "ldapsearch is not installed (Debian: ldap-utils)");
        var ids = await ListRowsAsync();

        var result = await RunAsync("--scale", "0.01", "--runs", "1", "--json", "figures.json", "--command", TheCommand.FilePath);

        result.ShouldExitWith(0);
        ids.Count.ShouldBeGreaterThan(2);
        var rows = ReadRows("figures.json");
        rows.Select(row => row.GetProperty("id").GetString()).ShouldBe(ids);
        foreach (var row in rows)
        {
            var id = row.GetProperty("id").GetString();
            result.Output.ShouldContain($"\n| {id} |");
            row.GetProperty("reference").GetString().ShouldNotBeNullOrWhiteSpace(id);
            row.GetProperty("profile").GetArrayLength().ShouldBePositive($"{id}: what explains it");
            var figures = row.GetProperty("figures").EnumerateArray().ToList();
            figures.ShouldNotBeEmpty(id);
            figures.ShouldAllBe(figure => figure.GetProperty("samples").GetProperty("values").GetArrayLength() > 0, id);
        }

        result.Output.ShouldContain("these figures do not count");
    }

    [SkippableFact]
    public async Task Row_that_falls_short_says_so_with_its_profile()
    {
        var slow = WriteCommand("sleep 0.3");

        var result = await RunAsync("start", "--command", slow, "--json", "figures.json");

        result.ShouldExitWith(0);
        result.Output.ShouldContain("| **falls short** |");
        result.Output.ShouldMatch(@"(?m)^start falls short\n  hello world: \d+ ms$");
        ReadRows("figures.json").ShouldHaveSingleItem().GetProperty("isMet").GetBoolean().ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Row_that_falls_short_fails_the_bench_when_it_is_strict()
    {
        var slow = WriteCommand("sleep 0.3");

        (await RunAsync("start", "--command", slow, "--strict")).ShouldExitWith(1).ShouldSay("start falls short");
    }

    [SkippableFact]
    public async Task Row_that_cannot_be_measured_says_why()
    {
        var broken = WriteCommand("echo out of order >&2; exit 3");

        var result = await RunAsync("start", "--command", broken, "--json", "figures.json");

        result.ShouldExitWith(1);
        result.Output.ShouldContain("| **not measured** |");
        result.Output.ShouldMatch("(?m)^start was not measured: .*ended with 3: out of order$");
        ReadRows("figures.json").ShouldHaveSingleItem().GetProperty("error").GetString()!.ShouldContain("out of order");
    }

    [SkippableFact]
    public async Task Row_is_measured_though_the_runtime_crashes_while_it_lists_what_it_compiled()
    {
        var crashing = WriteCommand("if [ -n \"$DOTNET_JitStdOutFile\" ]; then kill -SEGV $$; fi");

        (await RunAsync("start", "--command", crashing, "--json", "figures.json")).ShouldExitWith(0);

        ReadRows("figures.json").ShouldHaveSingleItem().GetProperty("profile").EnumerateArray()
            .ShouldContain(step => step.GetRawText().Contains("not counted", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nosuch", "'nosuch'")]
    [InlineData("--runs 0", "--runs takes a whole number of at least 1")]
    [InlineData("--runs -3", "--runs takes a whole number of at least 1")]
    [InlineData("--runs some", "'some'")]
    [InlineData("--scale 0", "--scale takes a number above 0")]
    [InlineData("--scale -1", "--scale takes a number above 0")]
    [InlineData("--scale 0,01", "'0,01' is none")]
    [InlineData("--scale small", "'small' is none")]
    [InlineData("--scale NaN", "'NaN' is none")]
    [InlineData("--command nosuch", "nosuch")]
    public async Task Mistake_on_the_command_line_is_refused(string line, string mistake)
    {
        var result = await RunAsync(line.Split(' '));

        result.ShouldExitWith(1);
        result.Error.ShouldContain(mistake);
        _folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<CommandResult> RunAsync(params string[] arguments) => TheBench.RunAsync(_folder, arguments);

    private async Task<IReadOnlyList<string>> ListRowsAsync()
    {
        var help = (await RunAsync("--help")).ShouldExitWith(0);
        return RowList().Match(help.Output).Groups["ids"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries);
    }

    private List<JsonElement> ReadRows(string file)
    {
        var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder.FullName, file)));
        return [.. report.RootElement.GetProperty("rows").EnumerateArray()];
    }

    private string WriteCommand(string script)
    {
        Skip.If(OperatingSystem.IsWindows(), "the command is a script of the shell");
        var path = Path.Combine(_folder.FullName, "command");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    [GeneratedRegex(@"all of them: (?<ids>[a-z0-9, -]+)\.")]
    private static partial Regex RowList();
}
