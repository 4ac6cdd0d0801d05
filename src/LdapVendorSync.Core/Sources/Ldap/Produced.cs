using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Hands on what a task under way receives, one after another, without waiting for its end.</summary>
internal static class Produced
{
    /// <summary>How much may wait for its reader: of what a connection received together, a few megabytes.</summary>
    public const int Capacity = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Runs a task and yields what it gives to its receiver.</summary>
    /// <remarks>
    /// The task waits for a reader who is slower than it, so that memory stays small, but not for one who stops: it may hold what others
    /// wait for, that reader among them. What comes then is kept. A fault of the task comes after everything that it had given. Leaving
    /// the enumeration cancels the task and waits for it.
    /// </remarks>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<Func<T, ValueTask>, CancellationToken, Task> produce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var room = new SemaphoreSlim(Capacity);
        var channel = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var receiver = new Receiver<T>(channel.Writer, room, stop.Token);
        var producing = Task.Run(() => ProduceAsync(produce, receiver, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                room.Release();
                yield return item;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await producing.ConfigureAwait(false);
        }
    }

    private static async Task ProduceAsync<T>(
        Func<Func<T, ValueTask>, CancellationToken, Task> produce,
        Receiver<T> receiver,
        ChannelWriter<T> writer,
        CancellationToken cancellationToken)
    {
        try
        {
            await produce(receiver.ReceiveAsync, cancellationToken).ConfigureAwait(false);
            writer.Complete();
        }
#pragma warning disable CA1031 // The reader hears of it, whatever it is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            writer.Complete(error);
        }
    }

    private sealed class Receiver<T>(ChannelWriter<T> writer, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        private bool _waits = true;

        public async ValueTask ReceiveAsync(T item)
        {
            if (_waits)
                _waits = await room.WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
            writer.TryWrite(item);
        }
    }
}
