using System.Runtime.InteropServices;

namespace LdapVendorSync.Cli.Hosting;

/// <summary>
/// Ctrl+C and SIGTERM: the first one asks the run to stop in good order, for which it has ten seconds; the second one of any kind ends the
/// process at once.
/// </summary>
internal sealed class Shutdown : IDisposable
{
    private const int SignalBase = 128;
    private const string Consequence = "The next run asks the vendors what became of requests that were under way.";

    // Whoever stops a service or a container kills it soon after; the run itself is through in less, unless something does not listen.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // Whoever reads standard error may have stopped to do so.
    private static readonly TimeSpan TellingLimit = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action<string> _tell;
    private Timer? _limit;
    private int _exitCode;

    /// <summary>Listens from now on.</summary>
    /// <param name="tell">Where the user is told what happens.</param>
    public Shutdown(Action<string> tell)
    {
        _tell = tell;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, SignalBase + 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, SignalBase + 15)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code by which a shell knows the signal (128 and its number); <see langword="null"/> while none came.</summary>
    public int? ExitCode => Volatile.Read(ref _exitCode) is var code and not 0 ? code : null;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _limit?.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) != 0)
            Leave(exitCode, $"Leaving at once. {Consequence}");

        _limit = new Timer(
            _ => Leave(exitCode, $"Not everything came to its end within {Limit.TotalSeconds:0} s; leaving. {Consequence}"),
            null,
            Limit,
            Timeout.InfiniteTimeSpan);
        Tell("Stopping: what is under way is finished and recorded. Once more to leave at once.");
        _source.Cancel();
    }

    private void Leave(int exitCode, string message)
    {
        Tell(message);
        Environment.Exit(exitCode);
    }

    private void Tell(string message) => Task.WaitAny([Task.Run(() => _tell(message))], TellingLimit);
}
