using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

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
        ShouldBeCurrentAsync("docs/configuration.md", ConfigurationReference.Write());

    [Fact]
    public async Task Command_line_reference_is_current() =>
        await ShouldBeCurrentAsync("docs/reference/command-line.md", await CommandLineReference.WriteAsync());

    /// <summary>Whatever the generator thinks of leaving out: who looks for a key, its default or its variable finds it.</summary>
    [Fact]
    public void Configuration_reference_has_every_key_with_its_default_and_variable()
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Folder, "docs/configuration.md"));
        var keys = ConfigurationSchema.Keys(VendorProviderRegistry.CreateDefault().SettingsTypes).ToList();

        keys.Count.ShouldBeGreaterThan(500);
        keys.Where(key => !rows.Any(row => HasKey(row, key))).Select(key => key.Variable).ShouldBeEmpty();
        keys.Where(key => !rows.Any(row => HasMeaning(row, key))).Select(key => key.Path).ShouldBeEmpty();
    }

    private static bool HasKey(string row, ConfigurationKey key) =>
        row.StartsWith($"| `{key.Path[(key.Path.LastIndexOf('.') + 1)..]}` |", StringComparison.Ordinal)
        && row.Contains($"| `{key.Variable}` |", StringComparison.Ordinal);

    // What a level inherits is explained once, above.
    private static bool HasMeaning(string row, ConfigurationKey key)
    {
        var text = row.Replace("\\|", "|", StringComparison.Ordinal);
        return text.Contains($"| {key.Description}", StringComparison.Ordinal)
            && text.Contains(key.IsRequired ? "| required |" : key.Default is { Length: > 0 } ? $"| `{key.Default}` |" : "|  |", StringComparison.Ordinal)
            && (!key.IsSecret || text.Contains("| secret |", StringComparison.Ordinal));
    }

    /// <summary>The short form for Okta and Grafana is no part of the schema.</summary>
    [Fact]
    public void Configuration_reference_has_the_variables_of_the_short_form()
    {
        var file = Path.Combine(Repository.Folder, "src/LdapVendorSync.Core/Configuration/Binding/OktaGrafanaShorthand.cs");
        var source = File.ReadAllText(file);
        var variables = ShortFormVariable().Matches(source).Select(match => match.Groups["name"].Value).Distinct().ToList();

        variables.Count.ShouldBeGreaterThanOrEqualTo(8);
        var page = File.ReadAllText(Path.Combine(Repository.Folder, "docs/configuration.md"));
        variables.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files_and_headings_that_are_there(string page)
    {
        var path = Path.Combine(Repository.Folder, page);
        var broken =
            from match in Link().Matches(Code().Replace(File.ReadAllText(path), string.Empty))
            let target = match.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            where !LeadsSomewhere(path, target)
            select target;
        broken.ShouldBeEmpty();
    }

    /// <summary>A page that nothing leads to is read by nobody. Those of the cmdlets and topics are found by Get-Help.</summary>
    [Fact]
    public void Readme_lists_every_page()
    {
        var listed = Link().Matches(File.ReadAllText(Path.Combine(Repository.Folder, "README.md"))).Select(match => match.Groups["target"].Value);
        var pages = Directory.GetFiles(Path.Combine(Repository.Folder, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(page => Path.GetRelativePath(Repository.Folder, page).Replace('\\', '/'))
            .Where(page => !page.StartsWith("docs/en-US/about_", StringComparison.Ordinal));

        pages.Except(listed).ShouldBeEmpty();
    }

    private static bool LeadsSomewhere(string page, string link)
    {
        var parts = link.Split('#', 2);
        var file = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
        return Path.Exists(file) && (parts.Length == 1 || Headings(file).Contains(parts[1]));
    }

    // As GitHub makes them: in small letters, blanks as hyphens, without punctuation; the second of a name has a number.
    private static HashSet<string> Headings(string page)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(Code().Replace(File.ReadAllText(page), string.Empty)))
        {
            var anchor = NotOfAnchors().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-');
            for (var number = 1; !anchors.Add(number == 1 ? anchor : $"{anchor}-{number - 1}"); number++)
            {
            }
        }

        return anchors;
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

    [GeneratedRegex("^```.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\-_ ]")]
    private static partial Regex NotOfAnchors();

    [GeneratedRegex(@"(Override|Require)\(\w+, ""\w+"", ""(?<name>[A-Z_]+)""\)")]
    private static partial Regex ShortFormVariable();
}
