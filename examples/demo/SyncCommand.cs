using System.Diagnostics;
using System.Text;

namespace LdapVendorSync.Demo;

/// <summary>The built command <c>ldap-vendor-sync</c>, as a process of its own.</summary>
/// <param name="repository">The repository that it was built in.</param>
internal sealed class SyncCommand(string repository)
{
    // Against hanging only.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _path = Find(repository);

    /// <summary>Runs the command to its end.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Its environment, besides what this process has; <see langword="null"/> for what it shall not have.</param>
    public async Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> variables)
    {
        var start = new ProcessStartInfo(_path, arguments)
        {
            WorkingDirectory = repository,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).Concat(variables.Keys).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in variables.Where(variable => variable.Value is not null))
            start.Environment[name] = value;

        using var process = Process.Start(start) ?? throw new DemoException($"{_path} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await EndOfAsync(process);
        return new CommandResult(process.ExitCode, await output, await error);
    }

    private static async Task EndOfAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new DemoException($"The command did not end within {Patience}.");
        }
    }

    // Whoever runs a demonstration may have a real set-up in the same terminal, and a proxy that knows nothing of this machine's own ports.
    private static bool IsForeign(string name) =>
        name.StartsWith("LVS_", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)
        || name is "CONFIG_PATH";

    // examples/demo/bin/<configuration>/<framework>/ was built together with src/LdapVendorSync.Cli/bin/<configuration>/<framework>/.
    private static string Find(string repository)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = OperatingSystem.IsWindows() ? "ldap-vendor-sync.exe" : "ldap-vendor-sync";
        return Path.Combine(repository, "src", "LdapVendorSync.Cli", "bin", framework.Parent!.Name, framework.Name, program);
    }
}
