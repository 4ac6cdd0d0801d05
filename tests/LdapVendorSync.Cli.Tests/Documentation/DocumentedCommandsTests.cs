using System.Text.RegularExpressions;

namespace LdapVendorSync.Cli.Tests.Documentation;

/// <summary>
/// Every block for a shell in README and docs does what it says: it runs, with the others of its page in their order, in a folder with the
/// configuration of the quickstart (<c>sync.yaml</c>, also as <c>LVS_CONFIG</c>), a history of two runs and a plan. Not run is what names
/// servers of somebody else (<c>example.com</c>, <c>example.org</c>) or a path to fill in (<c>/path/to</c>), and what is listed here.
/// </summary>
public sealed partial class DocumentedCommandsTests
{
    /// <summary>What cannot run in a folder of its own, and why.</summary>
    private static readonly Dictionary<string, string> NotRun = new()
    {
        ["dotnet run --project src/LdapVendorSync.Cli -- sync"] = "builds, and runs the tests themselves; ExampleTests run the quickstart",
        ["dotnet run -c Release --project bench"] = "measures for minutes; BenchTests run it small",
        ["dotnet publish src/LdapVendorSync.Cli"] = "publishes; build.ps1 Package does, and its tests",
        ["pwsh -NoProfile -NonInteractive -File output"] = "needs the built module; Documentation.Tests.ps1 runs it",
        ["ldap-vendor-sync check --config sync.yaml             # the file alone"] = "is for the configuration of its page, of nobody's servers",
        ["dotnet test tests/LdapVendorSync.Cli.Tests --filter"] = "runs for hours; it is this test project itself",
        ["dotnet test tests/LdapVendorSync.Ldap.Tests --collect"] = "measures a suite of the run that this test is part of",
        ["LVS_UPDATE_DOCS=1 dotnet test"] = "writes pages of the repository anew",
        ["jq -r 'select(.level"] = "is for logs with format: json",
        ["install -d -m 700 -o ldap-vendor-sync"] = "needs an account of that name, and root",
    };

    public static TheoryData<string> Pages => new(
        from file in Directory.GetFiles(Path.Combine(Repository.Folder, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Folder, "README.md"))
        where BlocksOf(file).Any(IsForRunning)
        select Path.GetRelativePath(Repository.Folder, file));

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Commands_that_a_page_shows_work(string page)
    {
        Skip.If(OperatingSystem.IsWindows(), "the blocks are for bash");
        using var example = new ExampleCopy("quickstart");
        await PrepareAsync(example);
        foreach (var block in BlocksOf(Path.Combine(Repository.Folder, page)).Where(IsForRunning))
        {
            var result = await Shell.RunAsync(example.Folder, $"export LVS_CONFIG=$PWD/sync.yaml\n{block}");
            result.ExitCode.ShouldBe(0, $"{block}\n{result.Output}\n{result.Error}");
        }
    }

    /// <summary>An exception that is not needed any more would hide the next block that begins so.</summary>
    [Fact]
    public void Every_exception_is_needed()
    {
        var blocks = Directory.GetFiles(Path.Combine(Repository.Folder, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Folder, "README.md"))
            .SelectMany(BlocksOf).ToList();

        blocks.Count.ShouldBeGreaterThan(15);
        NotRun.Keys.Where(start => !blocks.Any(block => block.StartsWith(start, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    /// <summary>A block whose language is misspelt would be run by nobody.</summary>
    [Fact]
    public void Every_block_says_what_it_is()
    {
        string[] known =
            ["bash", "powershell", "yaml", "json", "xml", "csharp", "sql", "cron", "csv", "ldif", "text", "ini"];
        var strange =
            from row in (IEnumerable<object[]>)DocumentationTests.Pages
            let page = (string)row[0]
            from match in AnyBlock().Matches(File.ReadAllText(Path.Combine(Repository.Folder, page)))
            let language = match.Groups["language"].Value.Split(' ')[0]
            where !known.Contains(language) && !page.StartsWith("docs/en-US", StringComparison.Ordinal)
            select $"{page}: '{language}'";
        strange.ShouldBeEmpty();
    }

    private static async Task PrepareAsync(ExampleCopy example)
    {
        (await example.RunAsync("sync", "--config", "sync.yaml")).ShouldExitWith(0);
        var directory = example.FileOf("directory.ldif");
        var people = await File.ReadAllTextAsync(directory);
        await File.WriteAllTextAsync(directory, people.Replace("\nsn: Nowak\n", "\nsn: Nowak-Rossi\n", StringComparison.Ordinal));
        (await example.RunAsync("plan", "--config", "sync.yaml", "--out", "plan.json")).ShouldExitWith(0);
        (await example.RunAsync("sync", "--config", "sync.yaml")).ShouldExitWith(0);
    }

    private static bool IsForRunning(string block) =>
        !ForReading().IsMatch(block) && !NotRun.Keys.Any(start => block.StartsWith(start, StringComparison.Ordinal));

    private static IEnumerable<string> BlocksOf(string file) =>
        ShellBlock().Matches(File.ReadAllText(file)).Select(match => match.Groups["text"].Value);

    [GeneratedRegex("^```bash\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("^```(?<language>[^\n`]*)\n.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex AnyBlock();

    [GeneratedRegex(@"example\.(com|org)|/path/to")]
    private static partial Regex ForReading();
}
