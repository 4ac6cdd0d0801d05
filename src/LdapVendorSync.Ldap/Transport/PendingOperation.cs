using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>A request that was sent, and the queue of its answers. One reader at a time.</summary>
/// <remarks>Time runs against the server only while the reader waits: a slow reader is not the server's fault.</remarks>
internal sealed class PendingOperation : IDisposable
{
    private readonly LdapTransport _transport;
    private readonly LdapPhase _firstPhase;
    private readonly Channel<LdapMessage[]> _messages = Channel.CreateUnbounded<LdapMessage[]>(
        new UnboundedChannelOptions { SingleReader = true });

    // What the connection has delivered, but not published yet
    private readonly List<LdapMessage> _delivered = [];
    private readonly ITimer _watchdog;

    private ArraySegment<LdapMessage> _current;
    private int _queued;
    private int _waiting;
    private int _answered;
    private long _silentSince;
    private volatile bool _isGivenUp;
    private Func<LdapException>? _failure;

    public PendingOperation(LdapTransport transport, int messageId, PendingOperationKind kind, LdapPhase firstPhase)
    {
        _transport = transport;
        _firstPhase = firstPhase;
        MessageId = messageId;
        Kind = kind;
        _silentSince = Clock.GetTimestamp();
        _watchdog = Clock.CreateTimer(
            static state => ((PendingOperation)state!).CheckSilence(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        WatchFor(Limit);
    }

    public int MessageId { get; }

    public PendingOperationKind Kind { get; }

    /// <summary>Whether the server has said its last word.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Whether the queue takes more. It stays shut until half of it was read, so that the connection does not stop and go at
    /// each message. What nobody reads any more holds nobody up.</summary>
    public bool HasRoom =>
        _isGivenUp || Volatile.Read(ref _failure) is not null || Volatile.Read(ref _queued) <= _transport.Options.ReceiveQueueLength / 2;

    public bool IsFull => Volatile.Read(ref _queued) >= _transport.Options.ReceiveQueueLength;

    private TimeProvider Clock => _transport.Options.TimeProvider;

    private TimeSpan Limit => Volatile.Read(ref _answered) == 0 ? _transport.Options.OperationTimeout : _transport.Options.SilenceTimeout;

    /// <summary>The next answer.</summary>
    /// <exception cref="LdapException">The operation ended without one; the type says why.</exception>
    public async ValueTask<LdapMessage> ReadAsync(CancellationToken cancellationToken)
    {
        if (_current.Count == 0) _current = await ReadAllAsync(cancellationToken).ConfigureAwait(false);
        var message = _current[0];
        _current = _current[1..];
        return message;
    }

    /// <summary>The next answers: those that came together.</summary>
    /// <exception cref="LdapException">The operation ended without any; the type says why.</exception>
    public ValueTask<LdapMessage[]> ReadAllAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TryTake(out var messages) ? ValueTask.FromResult(messages) : WaitAsync(cancellationToken);
    }

    /// <summary>Called for each answer that arrives. It can be read when it is published.</summary>
    public void Deliver(LdapMessage message, bool isLast)
    {
        IsAnswered |= isLast;
        Interlocked.Increment(ref _queued);
        _delivered.Add(message);
    }

    /// <summary>Lets the reader have what was delivered.</summary>
    public void Publish()
    {
        Volatile.Write(ref _silentSince, Clock.GetTimestamp());
        Volatile.Write(ref _answered, 1);
        _messages.Writer.TryWrite([.. _delivered]);
        _delivered.Clear();
    }

    /// <summary>Ends the operation; answers that have come already can still be read.</summary>
    public void Fail(Func<LdapException> failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        _messages.Writer.TryComplete();
        _transport.Gate.Signal();
    }

    /// <summary>Gives the operation up; unless the server has said its last word it is told so.</summary>
    public void Dispose()
    {
        _watchdog.Dispose();
        _isGivenUp = true;
        _transport.End(this);
        _transport.Gate.Signal();
    }

    private bool TryTake([NotNullWhen(true)] out LdapMessage[]? messages)
    {
        if (!_messages.Reader.TryRead(out messages)) return false;
        Interlocked.Add(ref _queued, -messages.Length);
        if (HasRoom) _transport.Gate.Signal();
        return true;
    }

    private async ValueTask<LdapMessage[]> WaitAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _silentSince, Clock.GetTimestamp());
        Volatile.Write(ref _waiting, 1);
        _transport.Gate.BeginWait();
        try
        {
            while (await _messages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (TryTake(out var messages)) return messages;
            }
        }
        finally
        {
            Volatile.Write(ref _waiting, 0);
            _transport.Gate.EndWait();
        }

        throw _failure!();
    }

    private void CheckSilence()
    {
        var limit = Limit;
        var silence = Volatile.Read(ref _waiting) == 0 ? TimeSpan.Zero : Clock.GetElapsedTime(Volatile.Read(ref _silentSince));
        if (silence >= limit)
        {
            _transport.TimeOut(this, Volatile.Read(ref _answered) == 0 ? _firstPhase : LdapPhase.NextAnswer, limit);
            return;
        }

        WatchFor(limit - silence);
    }

    /// <summary>Looks again after this time, but no later than the limit that may hold by then: with the first answer it changes.</summary>
    private void WatchFor(TimeSpan time)
    {
        var silence = _transport.Options.SilenceTimeout;
        // The timer is disposed when the operation ends meanwhile; Change then does nothing
        _watchdog.Change(time < silence ? time : silence, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>How an operation stands to the others of its connection.</summary>
internal enum PendingOperationKind
{
    /// <summary>A search: runs beside others, yields items, can be abandoned.</summary>
    Search,

    /// <summary>An extended operation that runs beside others.</summary>
    Extended,

    /// <summary>A bind: nothing else may be outstanding (RFC 4511 section 4.2.1), and giving it up ends the connection.</summary>
    Bind,

    /// <summary>A step of a SASL bind: as a bind, and after its success nothing more is read until the security layer is in place (RFC
    /// 4513 section 5.2.1.6).</summary>
    SaslBind,

    /// <summary>StartTLS: as a bind, and after its success nothing more is read in the clear (RFC 4511 section 4.14).</summary>
    StartTls,
}

/// <summary>What kinds of operation have in common.</summary>
internal static class PendingOperationKinds
{
    /// <summary>Whether it needs the connection for itself, and what becomes of the connection is unknown when it is given up.</summary>
    public static bool IsExclusive(this PendingOperationKind kind) =>
        kind is PendingOperationKind.Bind or PendingOperationKind.SaslBind or PendingOperationKind.StartTls;

    /// <summary>Whether what follows its success may be encrypted otherwise.</summary>
    public static bool ChangesStream(this PendingOperationKind kind) =>
        kind is PendingOperationKind.SaslBind or PendingOperationKind.StartTls;
}
