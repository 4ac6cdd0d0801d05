using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>A scheduler's own program (systemctl, crontab), found in the PATH.</summary>
/// <param name="name">Its name.</param>
/// <param name="environment">Variables to set for it.</param>
internal sealed class SchedulerProgram(string name, IReadOnlyDictionary<string, string>? environment = null)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    /// <summary>The program's name.</summary>
    public string Name => name;

    /// <summary>Runs it. Its output is passed as bytes, in which ISO 8859-1 reads each as one character.</summary>
    /// <exception cref="SchedulingException">It cannot be started, or does not end.</exception>
    public async Task<(int ExitCode, string Output, string Errors)> TryRunAsync(
        IReadOnlyList<string> arguments,
        string? input,
        CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteAsync(process.StandardInput, input, limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new SchedulingException(SchedulingFailure.SchedulerFailed, $"{name} did not end within {TimeLimit.TotalSeconds:0} s.");
        }
    }

    /// <summary>Runs it, and takes any exit code but 0 for a failure.</summary>
    /// <exception cref="SchedulingException">It failed.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken)
    {
        var (exitCode, output, errors) = await TryRunAsync(arguments, input, cancellationToken).ConfigureAwait(false);
        if (exitCode == 0)
            return output;
        throw new SchedulingException(
            SchedulingFailure.SchedulerFailed,
            $"'{name} {string.Join(' ', arguments)}' ended with {exitCode}: {errors.Trim()}");
    }

    private static async Task WriteAsync(StreamWriter writer, string? input, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(input.AsMemory(), cancellationToken).ConfigureAwait(false);
            writer.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }

    // .NET would look in the current folder first: root would run what somebody left there under the name of the scheduler.
    private string Find() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Where(Path.IsPathFullyQualified)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists)
        ?? throw new SchedulingException(SchedulingFailure.SchedulerUnavailable, $"There is no '{name}' in the PATH.");

    private Process Start(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Find(), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Encoding.Latin1,
            StandardOutputEncoding = Encoding.Latin1,
            UseShellExecute = false,
        };
        // Messages are compared.
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new SchedulingException(
                SchedulingFailure.SchedulerUnavailable, $"'{start.FileName}' does not start: {error.Message}.", error);
        }
    }
}
