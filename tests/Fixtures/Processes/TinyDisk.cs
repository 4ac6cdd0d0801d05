using System.Diagnostics;
using System.Globalization;

namespace LdapVendorSync.Fixtures.Processes;

/// <summary>
/// A file system of a few megabytes, which can be full. It is mounted where only one shell and its children see it; files elsewhere are
/// the same for all. Gone with the shell.
/// </summary>
public sealed class TinyDisk : IAsyncDisposable
{
    private const string Mark = "@status:";

    private readonly Process _shell;

    private TinyDisk(string folder, Process shell)
    {
        Folder = folder;
        _shell = shell;
    }

    /// <summary>Why there can be none here; null if there can be one.</summary>
    public static string? MissingReason { get; } = FindReason();

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Mounts one.</summary>
    /// <param name="kilobytes">How much fits on it.</param>
    public static async Task<TinyDisk> MountAsync(int kilobytes = 4096)
    {
        var folder = Directory.CreateTempSubdirectory("lvs-disk-").FullName;
        var disk = new TinyDisk(folder, Start());
        var status = await disk.RunAsync($"mount -t tmpfs -o size={kilobytes}k none '{folder}'");
        return status == 0 ? disk : throw new InvalidOperationException($"mount ended with {status}.");
    }

    /// <summary>Runs a line of shell script that sees the disk.</summary>
    /// <returns>How it ended.</returns>
    public async Task<int> RunAsync(string script)
    {
        await _shell.StandardInput.WriteLineAsync($"{{ {script}\n}} </dev/null >/dev/null; echo {Mark}$?");
        await _shell.StandardInput.FlushAsync();
        while (await _shell.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
                return int.Parse(line[Mark.Length..], CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException("The shell ended.");
    }

    /// <summary>Leaves no byte free.</summary>
    public Task FillAsync() => RunAsync(FillScript);

    /// <summary>The script that leaves no byte free.</summary>
    public string FillScript => $"cat /dev/zero > '{Folder}/filler' 2>/dev/null; cat /dev/zero >> '{Folder}/filler' 2>/dev/null; true";

    /// <summary>Makes room again.</summary>
    public Task FreeAsync() => RunAsync($"rm '{Folder}/filler'");

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static Process Start() => Process.Start(new ProcessStartInfo("unshare", ["--map-root-user", "--mount", "sh"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static string? FindReason()
    {
        if (!OperatingSystem.IsLinux())
            return "a file system of the test's own needs Linux";
        var folder = Directory.CreateTempSubdirectory("lvs-disk-").FullName;
        try
        {
            using var trial = Process.Start(new ProcessStartInfo(
                "unshare", ["--map-root-user", "--mount", "sh", "-c", $"mount -t tmpfs -o size=64k none '{folder}'"])
            {
                RedirectStandardError = true,
            })!;
            var error = trial.StandardError.ReadToEnd();
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : $"this account may not mount a file system of its own: {error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"unshare is not there: {error.Message}";
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
