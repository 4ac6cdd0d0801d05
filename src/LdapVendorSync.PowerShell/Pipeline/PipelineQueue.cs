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

    private static readonly AsyncLocal<PipelineQueue?> Running = new();

    private readonly BlockingCollection<Action<Cmdlet>> _items = [];
    private readonly SemaphoreSlim _room = new(MaxObjectsWaiting);

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
    /// Hands something to the pipeline thread and does not wait for it. Never throws: the log of work that is being left comes here too.
    /// </summary>
    /// <returns>Whether the cmdlet is still there to take it.</returns>
    public bool Post(Action<Cmdlet> item)
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
    public Action<Cmdlet> Take(CancellationToken cancellationToken) => _items.Take(cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        _items.Dispose();
        _room.Dispose();
    }
}
