using System.Buffers;
using System.Threading.Channels;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>Sends requests one after another, so that a caller who gives up never leaves half a message on the wire. What waits together
/// is sent together.</summary>
internal sealed class SendQueue
{
    private const int SendSize = 32 * 1024;

    private readonly Channel<byte[]> _requests = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });

    public void Enqueue(byte[] request) => _requests.Writer.TryWrite(request);

    /// <summary>Takes no more requests; <see cref="RunAsync"/> ends when those in the queue are sent.</summary>
    public void Complete() => _requests.Writer.TryComplete();

    /// <summary>Sends until the queue is completed.</summary>
    /// <param name="currentStream">The stream to send on; asked for before each write, as StartTLS replaces it.</param>
    /// <param name="cancellationToken">Ends the loop when the connection is lost.</param>
    public async Task RunAsync(Func<Stream> currentStream, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(SendSize);
        while (await _requests.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (buffer.WrittenCount < SendSize && _requests.Reader.TryRead(out var request)) buffer.Write(request);
            await currentStream().WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
            // Clears the bytes too: a bind's password does not stay behind
            buffer.Clear();
        }
    }
}
