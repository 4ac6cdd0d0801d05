using System.Diagnostics;

namespace LdapVendorSync.Bench.Processes;

/// <summary>A child of this program that serves until it is disposed of: it prints one line when it is ready, and ends with its standard input.</summary>
internal sealed class ChildServer : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private ChildServer(Process process, string firstLine)
    {
        _process = process;
        FirstLine = firstLine;
    }

    /// <summary>What it printed when it was ready, such as its address.</summary>
    public string FirstLine { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">It did not get ready; what it wrote to standard error stands above.</exception>
    public static async Task<ChildServer> StartAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["child", name, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(LongestStart);
        return line is null ? throw new InvalidOperationException($"The server '{name}' ended before it was ready.") : new ChildServer(process, line);
    }

    /// <summary>What such a child waits for: the end of its standard input, which also comes when its parent dies.</summary>
    public static async Task WaitForEndAsync()
    {
        await using var input = Console.OpenStandardInput();
        var ignored = new byte[64];
        while (await input.ReadAsync(ignored) > 0)
        {
        }
    }

    /// <summary>How much processor time it used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
