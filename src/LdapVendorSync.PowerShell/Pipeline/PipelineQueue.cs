using System.Collections.Concurrent;
using System.Management.Automation;

namespace LdapVendorSync.PowerShell.Pipeline;

/// <summary>
/// What asynchronous work has for the pipeline. PowerShell takes output on the pipeline thread alone: any thread may put something in,
/// the cmdlet takes it out on its own thread.
/// </summary>
internal sealed class PipelineQueue : IDisposable
{
    // Enough to keep both sides busy, little enough that a slow consumer holds the reading back.
    private const int MaxObjectsWaiting = 256;

    private readonly BlockingCollection<Action<Cmdlet>> _items = [];
    private readonly SemaphoreSlim _room = new(MaxObjectsWaiting);

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
    /// Hands something to the pipeline thread and does not wait for it. Never throws: the log of work that is being left comes here too.
    /// </summary>
    public void Post(Action<Cmdlet> item)
    {
        try
        {
            _items.Add(item, CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet is gone, and with it everybody who could see this.
        }
    }

    /// <summary>The next thing to do on the pipeline thread; waits for one.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Action<Cmdlet> Take(CancellationToken cancellationToken) => _items.Take(cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _items.Dispose();
        _room.Dispose();
    }
}
