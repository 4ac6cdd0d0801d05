using System.Diagnostics;

namespace LdapVendorSync.Cli.Tests;

/// <summary>Runs the built command as a process of its own, as cron would.</summary>
internal static class TheCommand
{
    // Against hanging only.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string Name = OperatingSystem.IsWindows() ? "ldap-vendor-sync.exe" : "ldap-vendor-sync";

    /// <summary>The command's copy beside these tests. Where coverage is measured, its processes count too.</summary>
    public static string FilePath { get; } = Path.Combine(AppContext.BaseDirectory, Name);

    // Where it was built, for the configuration that these tests were built for.
    private static string BuiltPath { get; } = FindBuilt();

    /// <summary>Runs the command to its end.</summary>
    public static Task<CommandResult> RunAsync(params string[] arguments) =>
        RunInAsync(Path.GetTempPath(), new Dictionary<string, string>(), arguments);

    /// <summary>Runs the command in a folder, with further environment variables.</summary>
    public static async Task<CommandResult> RunInAsync(
        string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await WaitAsync(process);
        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>Starts the command.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start([FilePath], folder, environment, arguments);

    /// <summary>Starts the command as it was built, which measuring coverage never changes: where its time, memory or sudden end matter.</summary>
    public static Process StartBuilt(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start([BuiltPath], folder, environment, arguments);

    /// <summary>Starts the command as it was built through another one, which is given its path and arguments.</summary>
    public static Process StartBuiltBy(
        IReadOnlyList<string> launcher, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start([.. launcher, BuiltPath], folder, environment, arguments);

    private static Process Start(
        IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        // A shell starts its background jobs with SIGINT ignored, and children inherit that: a job of the tests must not change the outcome.
        var start = OperatingSystem.IsLinux()
            ? new ProcessStartInfo("env", ["--default-signal=INT", .. command, .. arguments])
            : new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments]);
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        // What the tests' own surroundings say must not reach the command.
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{FilePath} did not start.");
    }

    /// <summary>Waits for the end, and ends the process itself where that takes too long.</summary>
    public static Task WaitAsync(Process process) => WaitAsync(process, Patience);

    /// <summary>Waits for the end, and ends the process itself where that takes longer than it may.</summary>
    public static async Task WaitAsync(Process process, TimeSpan longest)
    {
        using var patience = new CancellationTokenSource(longest);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The command did not end within {longest}.");
        }
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("LVS_", StringComparison.OrdinalIgnoreCase) || name is "CONFIG_PATH" or "NO_COLOR";

    // tests/<project>/bin/<configuration>/<framework>/ lies beside src/<project>/bin/<configuration>/<framework>/.
    private static string FindBuilt()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Repository.Folder, "src", "LdapVendorSync.Cli", "bin", framework.Parent!.Name, framework.Name, Name);
    }
}
