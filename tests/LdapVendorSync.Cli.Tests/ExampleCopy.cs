using System.Text.RegularExpressions;
using LdapVendorSync.Demo;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A copy of a ready-made set-up in a folder of its own; gone after the test.</summary>
internal sealed partial class ExampleCopy : IDisposable
{
    private readonly string _name;

    public ExampleCopy(string name)
    {
        _name = name;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Folder, "examples", name)))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("lvs-example-").FullName;

    /// <summary>The blocks of its page that are for a shell.</summary>
    public IEnumerable<string> ShellBlocks => ShellBlock().Matches(File.ReadAllText(FileOf("README.md"))).Select(match => match.Groups["text"].Value);

    public string FileOf(string name) => Path.Combine(Folder, name);

    /// <summary>The variables that a configuration uses, each with its default; <see langword="null"/> for one that has to be set.</summary>
    public IReadOnlyDictionary<string, string?> VariablesOf(string configuration)
    {
        var lines = File.ReadLines(FileOf(configuration)).Where(line => !line.TrimStart().StartsWith('#'));
        return Named(lines.SelectMany(line => Variable().Matches(line)));
    }

    /// <summary>The variables that <c>.env.example</c> names, each with its default; <see langword="null"/> for one that has to be set.</summary>
    public IReadOnlyDictionary<string, string?> TemplateVariables() => Named(TemplateLine().Matches(File.ReadAllText(FileOf(".env.example"))));

    /// <summary>Starts the servers of the example, and writes what leads to them into <c>.env</c>.</summary>
    public async Task<IExample> StartServersAsync()
    {
        var example = DemoCommand.Create(_name);
        using var stage = new Stage(ExampleFolder.Find(_name), TextWriter.Null);
        await example.StartAsync(stage);
        await File.WriteAllLinesAsync(FileOf(".env"), stage.Variables.Select(variable => $"{variable.Key}={variable.Value}"));
        return example;
    }

    /// <summary>Runs a verb in this folder.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) =>
        TheCommand.RunInAsync(Folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs a block of the page in this folder.</summary>
    public Task<CommandResult> RunBlockAsync(string block) => Shell.RunAsync(Folder, block);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static Dictionary<string, string?> Named(IEnumerable<Match> matches) => matches
        .DistinctBy(match => match.Groups["name"].Value)
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["default"] is { Success: true, Value: var value } ? value : null);

    [GeneratedRegex(@"\$\{(?<name>[A-Z0-9_]+)(:-(?<default>[^}]*))?\}")]
    private static partial Regex Variable();

    // What has a default is commented out, and shows it.
    [GeneratedRegex("^(#(?<name>[A-Z0-9_]+)=(?<default>.*)|(?<name>[A-Z0-9_]+)=.*)$", RegexOptions.Multiline)]
    private static partial Regex TemplateLine();

    [GeneratedRegex("^```bash\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ShellBlock();
}
