using System.Collections.Concurrent;

namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>Lets one at a time change a group.</summary>
internal sealed class GroupGates
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>Waits for its turn; disposing what is returned lets the next one in.</summary>
    public async Task<IDisposable> EnterAsync(string group, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(group, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(gate);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
