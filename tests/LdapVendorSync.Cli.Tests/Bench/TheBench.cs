using System.Diagnostics;

namespace LdapVendorSync.Cli.Tests.Bench;

/// <summary>Runs the built bench as a process of its own.</summary>
internal static class TheBench
{
    // Against hanging only: all rows take a minute, on a machine that does something else as well a few.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Runs it to its end, in a folder.</summary>
    public static async Task<CommandResult> RunAsync(DirectoryInfo folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(FindBuilt(), arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await TheCommand.WaitAsync(process, Patience);
        return new CommandResult(process.ExitCode, await output, await error);
    }

    // tests/<project>/bin/<configuration>/<framework>/ lies beside bench/<project>/bin/<configuration>/<framework>/.
    private static string FindBuilt()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var name = OperatingSystem.IsWindows() ? "LdapVendorSync.Bench.exe" : "LdapVendorSync.Bench";
        return Path.Combine(Repository.Folder, "bench", "LdapVendorSync.Bench", "bin", framework.Parent!.Name, framework.Name, name);
    }
}
