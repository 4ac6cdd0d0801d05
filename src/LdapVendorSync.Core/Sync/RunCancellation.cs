namespace LdapVendorSync.Core.Sync;

/// <summary>
/// The steps of ending a run early: nothing new is begun, a little later the requests that are still under way are given up, and last
/// whoever is still being told of it. Together they leave time to write everything down before those who stop a run lose their patience.
/// </summary>
internal sealed class RunCancellation : IDisposable
{
    // What is left then is for writing down what became of the run.
    private static readonly TimeSpan LongestTelling = TimeSpan.FromSeconds(1.5);

    private readonly CancellationTokenSource _abort;
    private readonly CancellationTokenSource _lastCall;
    private readonly CancellationTokenRegistration _registration;

    /// <summary>Follows a token.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="forRequests">How long requests under way may take from the stop on; <see cref="SyncEnvironment.StopGrace"/>.</param>
    /// <param name="stop">Says that the run shall end.</param>
    public RunCancellation(TimeProvider timeProvider, TimeSpan forRequests, CancellationToken stop)
    {
        Stop = stop;
        var forTelling = forRequests + (forRequests / 4 < LongestTelling ? forRequests / 4 : LongestTelling);
        _abort = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _lastCall = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _registration = stop.Register(() =>
        {
            _abort.CancelAfter(forRequests);
            _lastCall.CancelAfter(forTelling);
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
