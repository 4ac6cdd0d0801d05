using System.Threading.Channels;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>Stops a connection from reading while a search's messages pile up unread, and lets it go on as soon as there is room,
/// or as soon as another operation waits for an answer: whoever searches within the loop over another search would otherwise wait for
/// ever.</summary>
internal sealed class ReceiveGate
{
    private readonly Channel<bool> _signal =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private int _waiters;

    /// <summary>Called when an operation's reader finds nothing and begins to wait.</summary>
    public void BeginWait()
    {
        Interlocked.Increment(ref _waiters);
        Signal();
    }

    public void EndWait() => Interlocked.Decrement(ref _waiters);

    /// <summary>Called when there may be room again.</summary>
    public void Signal() => _signal.Writer.TryWrite(true);

    /// <summary>Waits until the operation has room, or anyone waits for an answer.</summary>
    public async ValueTask WaitForRoomAsync(PendingOperation operation)
    {
        while (!operation.HasRoom && Volatile.Read(ref _waiters) == 0) await _signal.Reader.ReadAsync().ConfigureAwait(false);
    }
}
