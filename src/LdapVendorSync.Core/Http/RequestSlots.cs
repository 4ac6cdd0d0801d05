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
    private int _atServer;

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
            slot.Take();
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
        slot.Take();
    }

    private void Leave(bool wasAtServer)
    {
        lock (_gate)
        {
            _underWay--;
            if (wasAtServer)
                _atServer--;
            while (_underWay < _limit.Current && _waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult())
                    _underWay++;
            }
        }
    }

    private int Begin()
    {
        lock (_gate)
        {
            _atServer++;
            return _limit.Falls;
        }
    }

    private HttpAttempt Learn(int falls, VendorHttpRequest request, HttpAttempt attempt, TimeSpan elapsed)
    {
        lock (_gate)
        {
            var (before, fallsBefore) = (_limit.Current, _limit.Falls);
            // How long a read takes depends on how much is read.
            if (attempt.IsTransient)
                _limit.Fail(falls, _atServer, attempt.IsUnanswered || attempt.Error?.StatusCode is 408 or 429);
            else
                _limit.Succeed(falls, _atServer, RequestKind.Of(request), request.IsWrite ? elapsed : null);
            Tell(before, fallsBefore, attempt.Error);
            return attempt with { WasTooMany = attempt.Error?.StatusCode == 429 && _limit.Falls > falls };
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
        private bool _isAtServer;
        private int _falls;

        /// <summary>Waits for it.</summary>
        public Task EnterAsync(CancellationToken cancellationToken) => slots.EnterAsync(this, cancellationToken);

        /// <summary>Notes that the request is sent: who waits for a turn or a pause is not at the server.</summary>
        public void Begin() => (_isAtServer, _falls) = (true, slots.Begin());

        /// <summary>Learns what came of the request.</summary>
        /// <param name="request">The request.</param>
        /// <param name="attempt">What came of it.</param>
        /// <param name="elapsed">How long it took.</param>
        /// <returns>The attempt, and whether it was one too many.</returns>
        public HttpAttempt Learn(VendorHttpRequest request, HttpAttempt attempt, TimeSpan elapsed) =>
            slots.Learn(_falls, request, attempt, elapsed);

        public void Dispose()
        {
            if (!_isTaken)
                return;
            _isTaken = false;
            slots.Leave(_isAtServer);
        }

        internal void Take() => _isTaken = true;
    }
}
