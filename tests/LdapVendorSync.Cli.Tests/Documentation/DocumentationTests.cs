using System.Text.RegularExpressions;

namespace LdapVendorSync.Cli.Tests.Documentation;

/// <summary>
/// Documentation that is wrong is worse than none: generated pages are current and links lead somewhere.
/// With LVS_UPDATE_DOCS=1 the generated pages are written (<c>build.ps1 Docs</c>).
/// </summary>
public sealed partial class DocumentationTests
{
    private static readonly bool IsUpdate = Environment.GetEnvironmentVariable("LVS_UPDATE_DOCS") == "1";

    public static TheoryData<string> Pages => new(
        from folder in new[] { Repository.Folder, Path.Combine(Repository.Folder, "docs"), Path.Combine(Repository.Folder, "examples") }
        let depth = folder == Repository.Folder ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories
        from page in Directory.GetFiles(folder, "*.md", depth)
        select Path.GetRelativePath(Repository.Folder, page));

    [Fact]
    public Task Configuration_reference_is_current() =>
        ShouldBeCurrentAsync("docs/reference/configuration.md", ConfigurationReference.Write());

    [Fact]
    public async Task Command_line_reference_is_current() =>
        await ShouldBeCurrentAsync("docs/reference/command-line.md", await CommandLineReference.WriteAsync());

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files_that_are_there(string page)
    {
        var path = Path.Combine(Repository.Folder, page);
        var broken =
            from match in Link().Matches(File.ReadAllText(path))
            let target = match.Groups["target"].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, target))
            select target;
        broken.ShouldBeEmpty();
    }

    private static async Task ShouldBeCurrentAsync(string page, string content)
    {
        var path = Path.Combine(Repository.Folder, page);
        if (IsUpdate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, content);
        }

        (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n").ShouldBe(content, $"run build.ps1 Docs to write {page} anew");
    }

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
