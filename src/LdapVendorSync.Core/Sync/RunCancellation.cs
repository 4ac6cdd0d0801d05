namespace LdapVendorSync.Core.Sync;

/// <summary>
/// The two steps of ending a run early: nothing new is begun, and a little later the requests that are still under way are given up.
/// </summary>
internal sealed class RunCancellation : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);
    private readonly CancellationTokenSource _abort;
    private readonly CancellationTokenRegistration _registration;

    public RunCancellation(TimeProvider timeProvider, CancellationToken stop)
    {
        Stop = stop;
        _abort = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _registration = stop.Register(() => _abort.CancelAfter(Grace));
    }

    /// <summary>Cancelled as soon as the run shall end: for reads and for whatever has not begun.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Cancelled when the time for requests under way is over: a request that changes something gets its answer.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Whether the run shall end.</summary>
    public bool IsRequested => Stop.IsCancellationRequested;

    /// <inheritdoc />
    public void Dispose()
    {
        _registration.Dispose();
        _abort.Dispose();
    }
}
