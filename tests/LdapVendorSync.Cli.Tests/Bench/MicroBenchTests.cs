namespace LdapVendorSync.Cli.Tests.Bench;

/// <summary>The measurements of the hot paths: whether each can be run. What they say depends on the machine, and is no matter of a test.</summary>
public sealed class MicroBenchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lvs-micro-test-");

    [Theory]
    [InlineData("*MemberPageBenchmarks*", "JsonMembers", "XmlMembers", "ScimMembers")]
    [InlineData("*LdapEntryBenchmarks*", "BytesToEntry", "BytesToMember")]
    [InlineData("*JournalBenchmarks*", "DiskAlone", "Intents", "IntentsAndOutcomes")]
    [InlineData("*ComparerBenchmarks*", "DictionaryJoin", "ByMatchKey", "ByLink")]
    public async Task Micro_measures_every_hot_path(string filter, params string[] methods)
    {
        var result = await RunAsync("micro", "--filter", filter, "--job", "dry");

        result.ShouldExitWith(0);
        foreach (var method in methods)
            result.Output.ShouldMatch($@"\| {method} +\|.*\d", "the line of the table, with its figures");
        result.Output.ShouldNotContain("Benchmarks with issues");
    }

    [Fact]
    public async Task Micro_fails_when_nothing_is_selected()
    {
        var result = await RunAsync("micro", "--filter", "*NoSuchBenchmark*", "--job", "dry");

        result.ShouldExitWith(1);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<CommandResult> RunAsync(params string[] arguments) => TheBench.RunAsync(_folder, arguments);
}
