using System.Net.Security;
using System.Security.Authentication.ExtendedProtection;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;
using LdapVendorSync.Ldap.Sasl;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>The live connection below <see cref="LdapConnection"/>: sends requests, hands each answer to the operation it belongs to, and
/// ends all of them at once, with the reason, when the connection ends.</summary>
internal sealed class LdapTransport : IAsyncDisposable
{
    private static readonly TimeSpan UnbindTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, PendingOperation> _pending = [];
    private readonly SendQueue _sendQueue = new();
    private readonly ResponseDecoder _decoder = new();
    private readonly List<PendingOperation> _delivered = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _sending;

    private Stream _stream;
    private MessageFramer _framer;
    private Task _receiving;
    private int _lastMessageId;
    private bool _messageIdsWrapped;
    private PendingOperation? _exclusive;
    private Func<LdapException>? _failure;

    public LdapTransport(Stream stream, LdapConnectionOptions options)
    {
        Options = options;
        Endpoint = options.Endpoint;
        _stream = stream;
        _framer = new MessageFramer(stream, options.MaxMessageSize);
        _receiving = Task.Run(ReceiveAsync);
        _sending = Task.Run(SendAsync);
    }

    public LdapConnectionOptions Options { get; }

    public LdapEndpoint Endpoint { get; }

    public ReceiveGate Gate { get; } = new();

    /// <summary>Why the connection ended; null while it lives.</summary>
    public LdapException? Failure => Volatile.Read(ref _failure)?.Invoke();

    /// <summary>Sends a request.</summary>
    /// <param name="kind">How it stands to other operations.</param>
    /// <param name="firstPhase">What a time limit for the first answer is called.</param>
    /// <param name="encode">Encodes the request for a message id.</param>
    /// <exception cref="LdapException">The connection has ended.</exception>
    /// <exception cref="InvalidOperationException">The request must stand alone and others are outstanding, or another one must stand
    /// alone.</exception>
    public PendingOperation Start(PendingOperationKind kind, LdapPhase firstPhase, Func<int, byte[]> encode)
    {
        lock (_lock)
        {
            if (_failure is not null) throw _failure();
            if (_exclusive is not null)
            {
                throw new InvalidOperationException("A bind or StartTLS is under way on this connection; wait for its end.");
            }

            var isExclusive = kind.IsExclusive();
            if (isExclusive && _pending.Count > 0)
            {
                throw new InvalidOperationException("A bind or StartTLS needs a connection on which nothing else is outstanding.");
            }

            var messageId = NextMessageId();
            var request = encode(messageId);
            var operation = new PendingOperation(this, messageId, kind, firstPhase);
            _pending.Add(messageId, operation);
            if (isExclusive) _exclusive = operation;
            _sendQueue.Enqueue(request);
            return operation;
        }
    }

    /// <summary>Forgets an operation; one that the server has not finished is abandoned.</summary>
    public void End(PendingOperation operation)
    {
        var mustClose = false;
        lock (_lock)
        {
            if (!_pending.Remove(operation.MessageId)) return;
            if (_exclusive == operation) _exclusive = null;
            if (_failure is null && !operation.IsAnswered)
            {
                mustClose = operation.Kind.IsExclusive();
                if (!mustClose) _sendQueue.Enqueue(RequestEncoder.Abandon(NextMessageId(), operation.MessageId));
            }
        }

        if (mustClose) Fail(() => new LdapConnectionLostException(Endpoint, "a bind or StartTLS was given up before it was answered."));
    }

    /// <summary>Ends an operation whose time is up. After a bind or StartTLS without answer the state of the connection is unknown, so it
    /// ends too.</summary>
    public void TimeOut(PendingOperation operation, LdapPhase phase, TimeSpan limit)
    {
        LdapException Failure() => new LdapTimeoutException(Endpoint, phase, limit);
        operation.Fail(Failure);
        if (operation.Kind.IsExclusive()) Fail(Failure);
    }

    /// <summary>Ends the connection; every operation that waits fails with the reason. Only the first reason counts.</summary>
    public void Fail(Func<LdapException> failure)
    {
        PendingOperation[] operations;
        lock (_lock)
        {
            if (_failure is not null) return;
            Volatile.Write(ref _failure, failure);
            operations = [.. _pending.Values];
        }

        _sendQueue.Complete();
        _ended.Cancel();
        _stream.Dispose();
        foreach (var operation in operations) operation.Fail(failure);
    }

    /// <summary>What ties an authentication to the certificate of the TLS below (RFC 5929 section 4); null without TLS.</summary>
    public ChannelBinding? GetChannelBinding() => (_stream as SslStream)?.TransportContext.GetChannelBinding(ChannelBindingKind.Endpoint);

    /// <summary>Replaces the stream after a successful StartTLS, while that operation still keeps all others out.</summary>
    /// <param name="handshake">Makes the protected stream from the plain one.</param>
    public Task UpgradeAsync(Func<Stream, Task<Stream>> handshake) => ReplaceAsync("StartTLS", handshake);

    /// <summary>Goes on after the success of a SASL bind, while that operation still keeps all others out.</summary>
    /// <param name="layer">What encrypts all that follows; the transport disposes it. Null for nothing.</param>
    public async Task ContinueAsync(ISecurityLayer? layer)
    {
        if (layer is not null)
        {
            await ReplaceAsync("the bind", stream => Task.FromResult<Stream>(new SealingStream(stream, layer))).ConfigureAwait(false);
            return;
        }

        await _receiving.ConfigureAwait(false);
        _receiving = Task.Run(ReceiveAsync);
    }

    private async Task ReplaceAsync(string operation, Func<Stream, Task<Stream>> protect)
    {
        await _receiving.ConfigureAwait(false);
        if (_framer.HasUnreadBytes)
        {
            // Whoever sits in between could slip in answers that would be read as if they came protected
            var failure = new LdapProtocolException(
                $"{Endpoint} sent data in the clear after its answer to {operation}. Nothing of it can be trusted.");
            Fail(() => failure);
            throw failure;
        }

        _stream = await protect(_stream).ConfigureAwait(false);
        _framer = new MessageFramer(_stream, Options.MaxMessageSize);
        _receiving = Task.Run(ReceiveAsync);
    }

    /// <summary>Says goodbye with an unbind and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_failure is null) _sendQueue.Enqueue(RequestEncoder.Unbind(NextMessageId()));
        }

        _sendQueue.Complete();
        await Task.WhenAny(_sending, Task.Delay(UnbindTimeout, Options.TimeProvider)).ConfigureAwait(false);
        Fail(() => new LdapConnectionLostException(Endpoint, "this side closed it."));
        await Task.WhenAll(_sending, _receiving).ConfigureAwait(false);
        _ended.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            await _sendQueue.RunAsync(() => _stream, _ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The connection has ended; whoever waits knows already
        }
        catch (Exception e)
        {
            Fail(() => new LdapConnectionLostException(Endpoint, $"sending failed: {e.Message}", innerException: e));
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            var goesOn = true;
            while (goesOn)
            {
                var full = HandOut(out var mustStop);
                if (mustStop) return;
                if (full is not null) await Gate.WaitForRoomAsync(full).ConfigureAwait(false);
                else goesOn = await _framer.ReceiveAsync().ConfigureAwait(false);
            }

            Fail(() => new LdapConnectionLostException(Endpoint, "the server closed it."));
        }
        catch (LdapProtocolException e)
        {
            Fail(() => new LdapProtocolException($"{Endpoint}: {e.Message}", e));
        }
        catch (Exception e)
        {
            // Whatever it is, those who wait must hear of it
            Fail(() => new LdapConnectionLostException(Endpoint, $"{e.Message.TrimEnd('.')}.", innerException: e));
        }
    }

    /// <summary>Hands out what was received. Who waits for it is woken once for all that came together, not for each message.</summary>
    /// <returns>An operation that must be read from before anything more is handed out; null for none.</returns>
    private PendingOperation? HandOut(out bool mustStop)
    {
        mustStop = false;
        try
        {
            while (!mustStop && _framer.TryTake() is { } frame)
            {
                var operation = Dispatch(_decoder.Decode(frame), out mustStop);
                if (operation is null) continue;
                if (!_delivered.Contains(operation)) _delivered.Add(operation);
                if (operation.IsFull) return operation;
            }

            return null;
        }
        finally
        {
            // Also where a message cannot be read: what came before it is good
            Publish();
        }
    }

    private void Publish()
    {
        foreach (var operation in _delivered) operation.Publish();
        _delivered.Clear();
    }

    /// <summary>Hands a message to its operation.</summary>
    /// <returns>The operation; null when nobody waits for the message any more.</returns>
    private PendingOperation? Dispatch(LdapMessage message, out bool mustStop)
    {
        mustStop = false;
        if (message.MessageId == LdapMessage.UnsolicitedId)
        {
            HandleNotification(message);
            return null;
        }

        PendingOperation? operation;
        lock (_lock)
        {
            _pending.TryGetValue(message.MessageId, out operation);
            if (operation is null && !_messageIdsWrapped && message.MessageId > _lastMessageId)
            {
                throw new LdapProtocolException($"The server answered message {message.MessageId}, which was never sent.");
            }
        }

        // What was abandoned may still be answered (RFC 4511 section 4.11)
        if (operation is null || operation.IsAnswered) return null;
        RequireExpected(operation, message);
        var isLast = message.Kind != LdapMessageKind.SearchItem;
        operation.Deliver(message, isLast);
        mustStop = operation.Kind.ChangesStream()
            && message.Body is LdapExtendedResult { Result.IsSuccess: true } or LdapBindResult { Result.IsSuccess: true };
        return operation;
    }

    private static void RequireExpected(PendingOperation operation, LdapMessage message)
    {
        var isExpected = operation.Kind switch
        {
            PendingOperationKind.Search => message.Kind is LdapMessageKind.SearchItem or LdapMessageKind.SearchDone,
            PendingOperationKind.Bind or PendingOperationKind.SaslBind => message.Kind is LdapMessageKind.BindResponse,
            _ => message.Kind is LdapMessageKind.ExtendedResponse,
        };
        if (!isExpected)
        {
            throw new LdapProtocolException($"The server answered message {message.MessageId}, a {operation.Kind}, with a {message.Kind}.");
        }
    }

    private void HandleNotification(LdapMessage message)
    {
        if (message.Body is not LdapExtendedResult notification)
        {
            throw new LdapProtocolException($"The server sent a {message.Kind} with message id 0.");
        }

        // Others than the notice of disconnection are to be ignored when not known (RFC 4511 section 4.4)
        if (notification.Name != LdapOids.NoticeOfDisconnection) return;

        // What came before the notice is good, and a failed operation takes nothing more
        Publish();
        Fail(() => new LdapConnectionLostException(Endpoint, $"the server announced its end: {notification.Result}", notification.Result));
    }

    private int NextMessageId()
    {
        do
        {
            _messageIdsWrapped |= _lastMessageId == int.MaxValue;
            _lastMessageId = _lastMessageId == int.MaxValue ? 1 : _lastMessageId + 1;
        }
        while (_pending.ContainsKey(_lastMessageId));
        return _lastMessageId;
    }
}
