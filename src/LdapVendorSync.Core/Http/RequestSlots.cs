using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// Lets no more requests be at a server at once than it bears: those that are allowed, fewer while it refuses, fails, or becomes slow under
/// them. Who comes first goes first.
/// </summary>
internal sealed class RequestSlots(HttpEndpoint endpoint, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly ConcurrencyLimit _limit = new(endpoint.Concurrency);
    private int _underWay;

    /// <summary>A place for a request; it is given back when it is disposed of.</summary>
    public Slot NewSlot() => new(this);

    /// <summary>Says in the end what the server did not bear.</summary>
    public void Conclude()
    {
        lock (_gate)
        {
            if (_limit.Falls == 0)
                return;
            logger.LogInformation(
                "{Vendor}: did not always bear {Ceiling} requests at once (concurrency); it got {Fewest} at times, and {Current} in the end.",
                endpoint.Name, _limit.Ceiling, _limit.Fewest, _limit.Current);
        }
    }

    private Task EnterAsync(Slot slot, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_underWay >= _limit.Current)
                return QueueAsync(slot, cancellationToken);
            slot.Take(_limit.Falls);
            _underWay++;
            return Task.CompletedTask;
        }
    }

    private async Task QueueAsync(Slot slot, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(turn);
        using (cancellationToken.UnsafeRegister(_ => turn.TrySetCanceled(cancellationToken), null))
            await turn.Task.ConfigureAwait(false);
        lock (_gate)
            slot.Take(_limit.Falls);
    }

    private void Leave()
    {
        lock (_gate)
        {
            _underWay--;
            while (_underWay < _limit.Current && _waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult())
                    _underWay++;
            }
        }
    }

    private void Learn(int falls, HttpAttempt attempt, TimeSpan? latency)
    {
        lock (_gate)
        {
            var (before, fallsBefore) = (_limit.Current, _limit.Falls);
            if (attempt.IsTransient)
                _limit.Fail(falls, _underWay, attempt.IsUnanswered || attempt.Error?.StatusCode is 408 or 429);
            else
                _limit.Succeed(falls, _underWay, latency);
            Tell(before, fallsBefore, attempt.Error);
        }
    }

    private void Tell(int before, int fallsBefore, VendorException? error)
    {
        if (_limit.Falls > fallsBefore)
        {
            logger.Log(
                fallsBefore == 0 ? LogLevel.Warning : LogLevel.Debug,
                "{Vendor}: {Reason} It gets {Limit} requests at once instead of {Ceiling} (concurrency), and more again while that goes well.",
                endpoint.Name, error is null ? "answers take several times as long as before." : error.Message, _limit.Current, _limit.Ceiling);
        }
        else if (_limit.Current == _limit.Ceiling && before < _limit.Current)
        {
            logger.LogInformation("{Vendor}: gets {Ceiling} requests at once again.", endpoint.Name, _limit.Ceiling);
        }
    }

    /// <summary>A place for a request.</summary>
    internal sealed class Slot(RequestSlots slots) : IDisposable
    {
        private bool _isTaken;
        private int _falls;

        /// <summary>Waits for it.</summary>
        public Task EnterAsync(CancellationToken cancellationToken) => slots.EnterAsync(this, cancellationToken);

        /// <summary>Learns what came of the request.</summary>
        /// <param name="attempt">What came of it.</param>
        /// <param name="latency">How long it took; <see langword="null"/> where that depends on what was asked for.</param>
        public void Learn(HttpAttempt attempt, TimeSpan? latency) => slots.Learn(_falls, attempt, latency);

        public void Dispose()
        {
            if (!_isTaken)
                return;
            _isTaken = false;
            slots.Leave();
        }

        internal void Take(int falls) => (_isTaken, _falls) = (true, falls);
    }
}
