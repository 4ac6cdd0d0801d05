using System.Diagnostics;

namespace LdapVendorSync.Cli.Tests;

/// <summary>Runs what a page shows for a shell, as somebody would who copies it.</summary>
internal static class Shell
{
    /// <summary>Runs a block to its end; a command that fails ends it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="block">The commands; <c>ldap-vendor-sync</c> is the one that was built.</param>
    public static async Task<CommandResult> RunAsync(string folder, string block)
    {
        var start = new ProcessStartInfo("bash", ["-ec", $"ldap-vendor-sync() {{ '{TheCommand.FilePath}' \"$@\"; }}\n{block}"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await TheCommand.WaitAsync(process);
        return new CommandResult(process.ExitCode, await output, await error);
    }
}
