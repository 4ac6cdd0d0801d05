using System.Runtime.CompilerServices;

namespace LdapVendorSync.Core.Sources;

/// <summary>Keeps several requests under way, so that the time to the server and back is not spent once for each.</summary>
internal static class Pipelined
{
    /// <summary>Runs work for each item, at most <paramref name="width"/> at once, and yields the results in the items' order.</summary>
    /// <remarks>The first fault ends it; what is under way then, or when the enumeration is left, is cancelled and waited for.</remarks>
    public static async IAsyncEnumerable<TResult> RunAsync<T, TResult>(
        IEnumerable<T> items,
        int width,
        Func<T, CancellationToken, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<TResult>>();
        try
        {
            foreach (var item in items)
            {
                running.Enqueue(work(item, stop.Token));
                if (running.Count >= width)
                    yield return await running.Dequeue().ConfigureAwait(false);
            }

            while (running.Count > 0)
                yield return await running.Dequeue().ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (var task in running)
                await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
