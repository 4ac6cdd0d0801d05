using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace LdapVendorSync.Bench.Servers;

/// <summary>
/// Lets requests wait to a tenth of a millisecond, where the timers of .NET are a millisecond or two late: one thread that sleeps, by the
/// system's own call, until the next is due. All wait equally long, so that they are due in the order they came.
/// </summary>
internal sealed partial class LatencyTimer
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private readonly Channel<(long Due, TaskCompletionSource Waiter)> _waiters =
        Channel.CreateUnbounded<(long, TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly long _latency;

    /// <param name="milliseconds">How long each waits; 0 for not at all.</param>
    public LatencyTimer(double milliseconds)
    {
        _latency = (long)(milliseconds * Stopwatch.Frequency / 1000);
        new Thread(Serve) { IsBackground = true, Name = nameof(LatencyTimer), Priority = ThreadPriority.Highest }.Start();
    }

    /// <summary>Waits for what is left of the latency.</summary>
    /// <param name="began">When the request came.</param>
    public Task WaitAsync(long began)
    {
        if (_latency == 0)
            return Task.CompletedTask;
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Writer.TryWrite((began + _latency, waiter));
        return waiter.Task;
    }

    private void Serve()
    {
        var reader = _waiters.Reader;
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (reader.TryRead(out var next))
            {
                SleepUntil(next.Due);
                next.Waiter.SetResult();
            }
        }
    }

    private static void SleepUntil(long due)
    {
        while (due - Stopwatch.GetTimestamp() is > 0 and var ticks)
        {
            var microseconds = ticks * MicrosecondsPerSecond / Stopwatch.Frequency;
            if (OperatingSystem.IsWindows())
                Thread.Sleep((int)(microseconds / 1000));
            else if (microseconds > 0)
                _ = MicrosecondSleep((uint)microseconds);
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int MicrosecondSleep(uint microseconds);
}
