using System.Diagnostics;

namespace LdapVendorSync.Bench.Processes;

/// <summary>A program that ran to its end.</summary>
/// <param name="Elapsed">From its start to its end.</param>
/// <param name="Output">What it wrote to standard output; empty where that was only counted.</param>
/// <param name="OutputBytes">How much it wrote.</param>
/// <param name="OutputLines">How many lines it wrote.</param>
internal sealed record MeasuredProcess(TimeSpan Elapsed, string Output, long OutputBytes, long OutputLines)
{
    /// <summary>Runs this program itself as a child.</summary>
    public static Task<MeasuredProcess> RunChildAsync(string name, params string[] arguments) =>
        RunAsync(Environment.ProcessPath!, ["child", name, .. arguments], keepOutput: true);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="keepOutput">Whether what it writes is wanted; otherwise it is read and thrown away.</param>
    /// <param name="environment">Variables on top of those of this process.</param>
    /// <param name="cancellationToken">Ends it, and whatever it started.</param>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static async Task<MeasuredProcess> RunAsync(
        string program,
        IEnumerable<string> arguments,
        bool keepOutput = false,
        IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        await using var ending = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var reading = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var kept = new MemoryStream();
        var (bytes, lines) = await DrainAsync(process.StandardOutput.BaseStream, keepOutput ? kept : Stream.Null);
        await process.WaitForExitAsync(CancellationToken.None);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var errors = await reading;
        cancellationToken.ThrowIfCancellationRequested();
        var text = System.Text.Encoding.UTF8.GetString(kept.ToArray());
        return process.ExitCode == 0
            ? new MeasuredProcess(elapsed, text, bytes, lines)
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {errors}{text}".TrimEnd());
    }

    private static async Task<(long Bytes, long Lines)> DrainAsync(Stream output, Stream target)
    {
        var buffer = new byte[64 * 1024];
        var (bytes, lines) = (0L, 0L);
        while (await output.ReadAsync(buffer) is var read and > 0)
        {
            bytes += read;
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            await target.WriteAsync(buffer.AsMemory(0, read));
        }

        return (bytes, lines);
    }
}
