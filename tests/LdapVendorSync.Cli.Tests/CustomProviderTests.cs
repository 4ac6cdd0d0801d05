namespace LdapVendorSync.Cli.Tests;

/// <summary>The example of a provider of one's own, and what the command says to plug-ins that it cannot use.</summary>
public sealed class CustomProviderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-custom-").FullName;

    public CustomProviderTests()
    {
        var example = Path.Combine(Repository.Folder, "examples", "custom-provider");
        foreach (var file in Directory.EnumerateFiles(example, "*", SearchOption.AllDirectories).Where(IsPartOfIt))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(example, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private string Configuration => Path.Combine(_folder, "assembly", "sync.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Assembly_is_used_like_a_built_in_provider()
    {
        (await RunAsync("check", "--connect")).ShouldExitWith(0).ShouldSay("group all-hands: not there yet");
        (await RunAsync("sync")).ShouldExitWith(0).ShouldSay("8 added");
        (await RunAsync("sync")).ShouldExitWith(0).ShouldSay("No changes, 8 unchanged");

        var directory = Path.Combine(_folder, "directory.ldif");
        Quickstart.Edit(directory, text => text
            .Replace("mail: bmensah@nordwind.example", "mail: bram@nordwind.example", StringComparison.Ordinal));
        RemoveLast(directory, "member: uid=cdubois,ou=people,dc=nordwind,dc=example\n");
        (await RunAsync("sync")).ShouldExitWith(0).ShouldSay("0 added, 1 removed, 1 updated");

        var members = (await RunAsync("members", "vendor", "Newsletter", "release-notes", "--output", "json")).ShouldExitWith(0);
        members.Json.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("userName").GetString())
            .ShouldBe(["aberg", "bmensah"], ignoreOrder: true);
        (await RunAsync("check", "--connect")).ShouldExitWith(0);
    }

    [Fact]
    public async Task Mistake_in_the_settings_of_a_plugin_is_told_with_its_line()
    {
        Quickstart.Edit(Configuration, text => text.Replace("      file: data", "      flie: data", StringComparison.Ordinal));
        (await RunAsync("check")).ShouldExitWith(2).ShouldSay("sync.yaml:22:7: error: vendor_apps[0].newsletter.flie: There is no key 'flie' here. Did you mean 'file'?");
    }

    [Theory]
    [InlineData("check")]
    [InlineData("sync")]
    public async Task Script_is_refused_with_the_name_of_the_module(string verb)
    {
        var script = Path.Combine(_folder, "assembly", "own.ps1");
        await File.WriteAllTextAsync(script, "function Connect-Vendor { }");
        Quickstart.Edit(Configuration, text => text
            .Replace("plugin/Nordwind.Newsletter.dll", "own.ps1", StringComparison.Ordinal)
            .Replace("newsletter:", "own:", StringComparison.Ordinal)
            .Replace("module: newsletter", "module: own", StringComparison.Ordinal));

        var result = await RunAsync(verb);

        result.ShouldExitWith(2).ShouldSay("has no PowerShell inside. Run this configuration with the PowerShell module: Import-Module LdapVendorSync;");
        result.ShouldSay("The configuration has 1 error; nothing was run.");
    }

    [Fact]
    public async Task Plugin_that_is_not_there_ends_the_command_before_anything_runs()
    {
        Directory.Delete(Path.Combine(_folder, "assembly", "plugin"), recursive: true);
        (await RunAsync("sync")).ShouldExitWith(2).ShouldSay("sync.yaml:7:5: error: plugins[0]: There is no file or folder");
        Directory.Exists(Path.Combine(_folder, "assembly", "state")).ShouldBeFalse();
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => TheCommand.RunAsync([.. arguments, "--config", Configuration]);

    private static bool IsPartOfIt(string file) => Path.GetExtension(file) is ".yaml" or ".ldif" or ".dll" or ".json" or ".ps1"
        && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static void RemoveLast(string path, string line)
    {
        var text = File.ReadAllText(path);
        File.WriteAllText(path, text.Remove(text.LastIndexOf(line, StringComparison.Ordinal), line.Length));
    }
}
