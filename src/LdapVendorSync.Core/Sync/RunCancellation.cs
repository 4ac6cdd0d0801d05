namespace LdapVendorSync.Core.Sync;

/// <summary>
/// The steps of ending a run early: nothing new is begun, a little later the requests that are still under way are given up, and last
/// whoever is still being told of it. Together they leave time to write everything down within ten seconds, after which those who stop
/// services lose their patience.
/// </summary>
internal sealed class RunCancellation : IDisposable
{
    private static readonly TimeSpan ForRequests = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan ForTelling = TimeSpan.FromSeconds(8.5);

    private readonly CancellationTokenSource _abort;
    private readonly CancellationTokenSource _lastCall;
    private readonly CancellationTokenRegistration _registration;

    public RunCancellation(TimeProvider timeProvider, CancellationToken stop)
    {
        Stop = stop;
        _abort = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _lastCall = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _registration = stop.Register(() =>
        {
            _abort.CancelAfter(ForRequests);
            _lastCall.CancelAfter(ForTelling);
        });
    }

    /// <summary>Cancelled as soon as the run shall end: for reads, for waits, and for whatever has not begun.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Cancelled when the time for requests under way is over: a request that changes something gets its answer.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Cancelled when the time for telling anybody of the run is over.</summary>
    public CancellationToken LastCall => _lastCall.Token;

    /// <summary>Whether the run shall end.</summary>
    public bool IsRequested => Stop.IsCancellationRequested;

    /// <inheritdoc />
    public void Dispose()
    {
        _registration.Dispose();
        _abort.Dispose();
        _lastCall.Dispose();
    }
}
