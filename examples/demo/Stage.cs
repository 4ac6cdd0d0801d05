namespace LdapVendorSync.Demo;

/// <summary>
/// What an example is played on: it shows what is done, runs the command with the example's own configuration, and compares what came of
/// it. What a run leaves behind (state, log) goes into a temporary folder that is gone afterwards.
/// </summary>
internal sealed class Stage : IDisposable
{
    private const string Template = ".env.example";

    private readonly ExampleFolder _folder;
    private readonly TextWriter _output;
    private readonly SyncCommand _command;
    private readonly Dictionary<string, string?> _variables;
    private int _scenes;

    /// <summary>Builds the stage.</summary>
    /// <param name="folder">The example.</param>
    /// <param name="output">Where it is shown.</param>
    public Stage(ExampleFolder folder, TextWriter output)
    {
        (_folder, _output) = (folder, output);
        _command = new SyncCommand(folder.Repository);
        // What this process has of them leads to the real servers.
        _variables = EnvironmentTemplate.ReadNames(folder.File(Template)).ToDictionary(name => name, string? (_) => null);
    }

    /// <summary>A folder for whatever the example leaves behind.</summary>
    public string Leftovers { get; } = Directory.CreateTempSubdirectory("lvs-demo-").FullName;

    /// <summary>The file of the example's folder that is run.</summary>
    public string Configuration { get; set; } = "sync.yaml";

    /// <summary>The variables that are set, and so lead to the servers of the example.</summary>
    public IReadOnlyDictionary<string, string> Variables =>
        _variables.Where(variable => variable.Value is not null).ToDictionary(variable => variable.Key, variable => variable.Value!);

    /// <summary>Sets a variable for all runs that follow; <see langword="null"/> leaves it out.</summary>
    /// <exception cref="DemoException">
    /// <c>.env.example</c> does not name it, so nobody would know of it who runs the example for real.
    /// </exception>
    public void Set(string variable, string? value)
    {
        if (!_variables.ContainsKey(variable))
            throw new DemoException($"{_folder.Shown(Template)} does not name {variable}.");
        _variables[variable] = value;
    }

    /// <summary>Begins a scene.</summary>
    public void Begin(string title)
    {
        _output.WriteLine();
        _output.WriteLine($"== {++_scenes}. {title}");
    }

    /// <summary>Says something.</summary>
    public void Say(string text)
    {
        _output.WriteLine();
        _output.WriteLine(text);
    }

    /// <summary>Runs the command, shows what it says, and insists on its exit code.</summary>
    /// <param name="exitCode">The exit code that it shall end with.</param>
    /// <param name="arguments">The verb and its options, without the configuration.</param>
    public async Task<CommandResult> RunAsync(int exitCode, params string[] arguments)
    {
        Say($"$ ldap-vendor-sync {string.Join(' ', arguments)} --config {_folder.Shown(Configuration)}");
        var result = await _command.RunAsync([.. arguments, "--config", _folder.File(Configuration)], WholeEnvironment());
        Show(result.Error);
        Show(result.Output);
        Check($"It ends with exit code {exitCode}.", result.ExitCode == exitCode, $"It ended with {result.ExitCode}.");
        return result;
    }

    /// <summary>Shows that a list is what it shall be.</summary>
    /// <param name="title">What it is a list of.</param>
    /// <param name="found">What it is.</param>
    /// <param name="expected">What it shall be, in any order.</param>
    public void ShowExactly(string title, IEnumerable<string> found, IEnumerable<string> expected)
    {
        var items = found.Order(StringComparer.Ordinal).ToList();
        Check($"{title}: {Listed(items)}", items.SequenceEqual(expected.Order(StringComparer.Ordinal)), $"It shall be {Listed(expected)}.");
    }

    /// <summary>Shows something that is so, or ends the play where it is not.</summary>
    public void Check(string what, bool isSo, string otherwise = "It is not so.")
    {
        if (!isSo)
            throw new DemoException($"{what} {otherwise}");
        _output.WriteLine($"   ok  {what}");
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Leftovers, recursive: true);

    private Dictionary<string, string?> WholeEnvironment() => new(_variables)
    {
        ["LVS__STATE_DIR"] = Path.Combine(Leftovers, "state"),
        ["LVS__LOGGING__LOG_DIR"] = Path.Combine(Leftovers, "logs"),
    };

    private void Show(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()))
            _output.WriteLine($"   |  {line}");
    }

    private static string Listed(IEnumerable<string> items) =>
        string.Join(", ", items.Order(StringComparer.Ordinal).DefaultIfEmpty("nobody"));
}
