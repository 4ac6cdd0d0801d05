using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LdapVendorSync.Fixtures.Processes;

/// <summary>A server in the background that never outlives the tests: it ends with this process, however that ends.</summary>
public sealed partial class ServerProcess : IDisposable
{
    private const int SignalKill = 9;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;

    // A subshell reads from a pipe that closes when this process dies. It then ends the server and removes its folder.
    private const string Script = """
        folder=$1; shift
        exec 3<&0
        "$@" >log 2>&1 &
        pid=$!
        echo $pid
        (read -r _ <&3; trap '' TERM; kill -9 $pid; cd /; sleep 0.2; rm -rf "$folder") &
        wait $pid 2>/dev/null
        kill $!
        """;

    private readonly Process _shell;
    private readonly int _pid;
    private readonly string _log;

    private ServerProcess(Process shell, int pid, string log)
    {
        _shell = shell;
        _pid = pid;
        _log = log;
    }

    /// <summary>Whether the server has ended.</summary>
    public bool HasExited => _shell.HasExited;

    /// <summary>Starts a server.</summary>
    /// <param name="folder">Its working directory, where its output goes to the file <c>log</c>; removed if this process dies.</param>
    /// <param name="command">The program and its arguments. It must stay in the foreground.</param>
    public static async Task<ServerProcess> StartAsync(string folder, params string[] command)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["-c", Script, "sh", folder, .. command]) start.ArgumentList.Add(argument);
        var shell = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} could not be started.");
        var pid = int.Parse(await shell.StandardOutput.ReadLineAsync() ?? "0", CultureInfo.InvariantCulture);
        return new ServerProcess(shell, pid, Path.Combine(folder, "log"));
    }

    /// <summary>Waits until the server is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; the message has what it printed.</exception>
    public async Task WaitUntilAsync(Func<Task<bool>> isReady, TimeSpan limit)
    {
        var started = Stopwatch.StartNew();
        while (!await isReady())
        {
            if (HasExited || started.Elapsed > limit)
            {
                throw new InvalidOperationException($"The server did not start: {await File.ReadAllTextAsync(_log)}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Stops the server's clock: it keeps its connections and answers nothing.</summary>
    public void Freeze() => Signal(SignalStop);

    /// <summary>Lets a frozen server go on.</summary>
    public void Thaw() => Signal(SignalContinue);

    /// <summary>Ends the server at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        Signal(SignalKill);
        await _shell.WaitForExitAsync();
    }

    public void Dispose() => _shell.Dispose();

    private void Signal(int signal)
    {
        if (_pid > 0) _ = Kill(_pid, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
