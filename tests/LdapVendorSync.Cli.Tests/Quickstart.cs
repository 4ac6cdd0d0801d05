namespace LdapVendorSync.Cli.Tests;

/// <summary>A copy of the quickstart in a folder of its own; gone after the test.</summary>
internal sealed class Quickstart : IDisposable
{
    private static readonly string[] Files = ["directory.ldif", "sync.yaml"];

    public Quickstart()
    {
        foreach (var file in Files)
            File.Copy(Path.Combine(Repository.Folder, "examples", "quickstart", file), Path.Combine(Folder, file));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("lvs-quickstart-").FullName;

    public string Configuration => Path.Combine(Folder, "sync.yaml");

    public string DirectoryFile => Path.Combine(Folder, "directory.ldif");

    /// <summary>Runs a verb with this configuration, in a folder that is not the configuration's.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => TheCommand.RunAsync([.. arguments, "--config", Configuration]);

    /// <summary>Changes a file.</summary>
    public static void Edit(string path, Func<string, string> change)
    {
        var before = File.ReadAllText(path);
        var after = change(before);
        after.ShouldNotBe(before, "the edit shall change something");
        File.WriteAllText(path, after);
    }

    /// <summary>The user names in a group of a vendor, in order.</summary>
    public async Task<IReadOnlyList<string>> MembersOfAsync(string vendor, string group)
    {
        var result = (await RunAsync("members", "vendor", vendor, group, "--output", "json")).ShouldExitWith(0);
        var members = result.Json.GetProperty("members").EnumerateArray();
        return [.. members.Select(member => member.GetProperty("userName").GetString()!).Order(StringComparer.Ordinal)];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
