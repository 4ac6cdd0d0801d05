using System.ComponentModel;
using System.Diagnostics;

namespace LdapVendorSync.Core.Security;

/// <summary>
/// Fetches a secret from a program, any vault's client: the first line of its output. Its error output is not shown, since programs quote
/// what they were given.
/// </summary>
/// <param name="command">The program and its arguments; no shell is involved.</param>
/// <param name="workingDirectory">The folder it is started in.</param>
public sealed class SecretCommand(IReadOnlyList<string> command, string workingDirectory)
{
    private const int MaximumLength = 64 * 1024;

    /// <summary>How long the program may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock that <see cref="TimeLimit"/> is measured by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Runs the program.</summary>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>The first line of its output.</returns>
    /// <exception cref="SecretUnavailableException">It cannot be started, fails, takes too long or prints nothing.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var process = Start();
        using var timeout = new CancellationTokenSource(TimeLimit, TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            process.StandardInput.Close();
            var errors = DrainAsync(process.StandardError, limit.Token);
            var line = await ReadFirstLineAsync(process.StandardOutput, limit.Token).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return Judge(process.ExitCode, line);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure($"did not end within {TimeLimit.TotalSeconds:0} s");
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = workingDirectory,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw Failure("cannot be started: " + (exception as Win32Exception)?.NativeErrorCode switch
            {
                2 => "there is no such program",
                13 or 5 => "it may not be executed",
                _ => exception.GetType().Name,
            });
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is AggregateException or Win32Exception or InvalidOperationException)
        {
            // It ended by itself, or is no longer ours to end; what matters is that nobody waits for it.
        }
    }

    private string Judge(int exitCode, string line)
    {
        if (exitCode != 0)
            throw Failure($"ended with exit code {exitCode}");
        return line.Length > 0 ? line : throw Failure("printed no secret");
    }

    private static async Task<string> ReadFirstLineAsync(StreamReader output, CancellationToken cancellationToken)
    {
        var line = new System.Text.StringBuilder();
        var buffer = new char[4096];
        var complete = false;
        int count;
        while ((count = await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            // What follows the first line is read and dropped, so that the program does not block on a full pipe.
            var end = complete ? 0 : buffer.AsSpan(0, count).IndexOf('\n');
            if (!complete && line.Length < MaximumLength)
                line.Append(buffer, 0, end < 0 ? count : end);
            complete |= end >= 0;
        }

        return line.ToString().TrimEnd('\r');
    }

    private static async Task DrainAsync(StreamReader errors, CancellationToken cancellationToken)
    {
        var buffer = new char[4096];
        while (await errors.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    // Only the program's name: an argument may itself be a secret.
    private SecretUnavailableException Failure(string why) => new($"The command '{command[0]}' that prints a secret {why}.");
}
