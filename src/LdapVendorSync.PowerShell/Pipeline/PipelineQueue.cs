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

    /// <summary>Asks the user, or <c>-WhatIf</c>, about a change; in the order of what was written before.</summary>
    public async Task<bool> ShouldProcessAsync(string target, string action, CancellationToken cancellationToken)
    {
        // Where the question itself is stopped, no answer comes; the token then ends the wait.
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(cmdlet => answer.SetResult(cmdlet.ShouldProcess(target, action)));
        return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hands something to the pipeline thread and does not wait for it.</summary>
    public void Post(Action<Cmdlet> item) => _items.Add(item, CancellationToken.None);

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
