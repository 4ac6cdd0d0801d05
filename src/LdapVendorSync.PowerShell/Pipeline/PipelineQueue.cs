using System.Collections.Concurrent;

namespace LdapVendorSync.PowerShell.Pipeline;

/// <summary>
/// What asynchronous work has for the pipeline. PowerShell takes output on the pipeline thread alone: any thread may put something in,
/// the cmdlet takes it out on its own thread.
/// </summary>
internal sealed class PipelineQueue : IDisposable
{
    // Enough to keep both sides busy, little enough that a slow consumer holds the reading back.
    private const int MaxObjectsWaiting = 256;
    private const int BatchSize = 32;

    private static readonly AsyncLocal<PipelineQueue?> Running = new();

    private readonly BlockingCollection<Action<AsyncCmdlet>> _items = [];
    private readonly SemaphoreSlim _room = new(MaxObjectsWaiting);
    private readonly SemaphoreSlim _roomForBatches = new(MaxObjectsWaiting / BatchSize);

    /// <summary>The pipeline of the cmdlet that this work is done for; <see langword="null"/> outside of a cmdlet's work.</summary>
    public static PipelineQueue? Current => Running.Value;

    /// <summary>Makes this the pipeline of what is begun from here on.</summary>
    public void MakeCurrent() => Running.Value = this;

    /// <summary>Writes an object; waits while the pipeline is behind.</summary>
    public async ValueTask WriteObjectAsync(object value, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        Post(cmdlet =>
        {
            _room.Release();
            cmdlet.WriteObject(value);
        });
    }

    /// <summary>
    /// Writes objects as they come. Those that are there at once go to the pipeline thread together, as waking it for each costs more than
    /// reading it; none waits for one that is not there yet.
    /// </summary>
    public async Task WriteObjectsAsync<T>(IAsyncEnumerable<T> values, CancellationToken cancellationToken)
    {
        List<T> batch = [];
        var enumerator = values.GetAsyncEnumerator(cancellationToken);
        await using var closing = enumerator.ConfigureAwait(false);
        try
        {
            while (await SendBeforeWaiting(enumerator.MoveNextAsync()).ConfigureAwait(false))
            {
                if (batch.Count == 0)
                    await _roomForBatches.WaitAsync(cancellationToken).ConfigureAwait(false);
                batch.Add(enumerator.Current);
                if (batch.Count == BatchSize)
                    Send();
            }
        }
        finally
        {
            // Also before an error: whoever was read was read.
            Send();
        }

        ValueTask<bool> SendBeforeWaiting(ValueTask<bool> next)
        {
            if (!next.IsCompleted)
                Send();
            return next;
        }

        void Send()
        {
            if (batch.Count == 0)
                return;
            Post(batch);
            batch = [];
        }
    }

    /// <summary>
    /// Hands something to the pipeline thread and does not wait for it. Never throws: the log of work that is being left comes here too.
    /// </summary>
    /// <returns>Whether the cmdlet is still there to take it.</returns>
    public bool Post(Action<AsyncCmdlet> item)
    {
        try
        {
            _items.Add(item, CancellationToken.None);
            return true;
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet is gone, and with it everybody who could see this.
            return false;
        }
    }

    /// <summary>The next thing to do on the pipeline thread; waits for one.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Action<AsyncCmdlet> Take(CancellationToken cancellationToken) => _items.Take(cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _items.Dispose();
        _room.Dispose();
        _roomForBatches.Dispose();
    }

    private void Post<T>(List<T> batch) => Post(cmdlet =>
    {
        _roomForBatches.Release();
        foreach (var value in batch)
            cmdlet.WriteObject(value);
    });
}
