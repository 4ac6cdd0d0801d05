using LdapVendorSync.Core.Http.Authentication;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// Speaks HTTP to one server: authenticated, over verified TLS, at the configured rate, with retries of what may be retried and time limits
/// on everything. Safe for concurrent use.
/// </summary>
/// <remarks>
/// The server is mostly a vendor's, after which this room is named; it may as well be that of a source, or one that issues
/// tokens. Who it is, <see cref="HttpEndpoint.Name"/> says.
/// </remarks>
public sealed class VendorHttpClient : IAsyncDisposable
{
    private readonly HttpEndpoint _endpoint;
    private readonly VendorAddress _address;
    private readonly HttpClient _client;
    private readonly HttpSender _sender;
    private readonly VendorHttpErrors _errors;
    private readonly RequestPace _pace;
    private readonly RequestRetries _retries;
    private readonly VendorCircuit _circuit;
    private readonly VendorAccess _access;
    private readonly RateLimitWatch _limits;
    private readonly RequestSlots _slots;
    private readonly OutcomeLook _look;

    private VendorHttpClient(HttpEndpoint endpoint, VendorAddress address, TlsPolicy tls, HttpClient client, ICredentialSource credentials)
    {
        var logger = LoggerOf(endpoint);
        _endpoint = endpoint;
        _address = address;
        _errors = new VendorHttpErrors(endpoint);
        _client = client;
        _access = new VendorAccess(endpoint, credentials);
        _sender = new HttpSender(endpoint, _client, tls, credentials, _errors);
        _pace = new RequestPace(endpoint.RateLimit, endpoint.TimeProvider);
        _retries = new RequestRetries(endpoint, _pace, logger);
        _circuit = new VendorCircuit(endpoint, logger);
        _limits = new RateLimitWatch(endpoint, _pace, logger);
        _slots = new RequestSlots(endpoint, logger);
        _look = new OutcomeLook(endpoint, _errors, logger);
    }

    /// <summary>Prepares the client: reads the trust store and the key store, and fetches the secret. Sends nothing.</summary>
    /// <exception cref="VendorException">The settings cannot work, or credentials would go over a plain connection.</exception>
    public static Task<VendorHttpClient> CreateAsync(VendorContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return CreateAsync(context.ToEndpoint(), cancellationToken);
    }

    /// <inheritdoc cref="CreateAsync(VendorContext, CancellationToken)" />
    public static async Task<VendorHttpClient> CreateAsync(HttpEndpoint endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var address = new VendorAddress(endpoint);
        VendorTransport.Check(endpoint, address);
        var tls = await TlsPolicy.CreateAsync(endpoint, address.Base.DnsSafeHost, cancellationToken).ConfigureAwait(false);
        VendorTransport.Warn(endpoint, address, tls, LoggerOf(endpoint));
        var credentials = await CredentialSources.CreateAsync(endpoint, cancellationToken).ConfigureAwait(false);
        var client = await VendorTransport.CreateAsync(endpoint, address, tls, cancellationToken).ConfigureAwait(false);
        return new VendorHttpClient(endpoint, address, tls, client, credentials);
    }

    /// <summary>The full address of a request, or <see langword="null"/> where it belongs to another server than the vendor's.</summary>
    /// <param name="address">As in <see cref="VendorHttpRequest.Address"/>.</param>
    public Uri? Resolve(string address) => _address.Resolve(address);

    /// <summary>Sends a request, again where that may help.</summary>
    /// <returns>
    /// The answer: 2xx, or a status that another attempt would not turn (4xx). A request that is not idempotent and whose outcome was
    /// unknown may come back as <see cref="VendorHttpResponse.ConfirmedByLooking"/>.
    /// </returns>
    /// <exception cref="VendorException">
    /// <see cref="VendorFailure.Authentication"/> for 401 and <see cref="VendorFailure.RateLimited"/> for a pause beyond the cap, at once
    /// and for every later request; <see cref="VendorFailure.Unavailable"/> when the retries are used up, and
    /// <see cref="VendorFailure.Down"/> when the vendor stopped answering anybody; with <see cref="VendorException.OutcomeUnknown"/> where
    /// the request may have had its effect, and <see cref="VendorException.NotSent"/> where it never left.
    /// </exception>
    public async Task<VendorHttpResponse> SendAsync(VendorHttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var address = Resolve(request.Address)
            ?? throw _errors.Create(
                VendorFailure.Rejected,
                request,
                $"'{request.Address.Split('?')[0]}' is on another server than {_endpoint.BaseUrlKey}, which would get the credentials");

        var tries = new RequestTries();
        var outcomeUnknown = false;
        _retries.CountRequest();
        var attempt = await _retries.RunAsync(AttemptAsync, cancellationToken).ConfigureAwait(false);
        if (attempt.Response is { } response)
        {
            var answer = response with { FollowsUnknownOutcome = outcomeUnknown };
            return await _look.SettleAsync(request, answer, cancellationToken).ConfigureAwait(false);
        }

        // What may be repeated was sent again without looking, so that any of its attempts may have been the one.
        var mayBeDone = attempt.OutcomeUnknown || (request.IsIdempotent && outcomeUnknown);
        if (mayBeDone && request.IsDoneAsync is not null)
            return await _look.SettleAsync(request, attempt.Error!, cancellationToken).ConfigureAwait(false);
        throw attempt.Error!.Restate(attempt.Error!.Message, outcomeUnknown: mayBeDone);

        async Task<HttpAttempt> AttemptAsync(CancellationToken token)
        {
            if (outcomeUnknown && !request.IsIdempotent && await _look.IsDoneAsync(request, token).ConfigureAwait(false))
                return OutcomeLook.Confirmed;
            try
            {
                var result = await SendOnceAsync(request, address, token).ConfigureAwait(false);
                outcomeUnknown |= result.OutcomeUnknown;
                return _retries.Grant(result, _circuit.IsOpen, tries);
            }
            catch (VendorException error) when (tries.Sent > 0 && (error.NotSent || outcomeUnknown))
            {
                throw error.Restate(error.Message, outcomeUnknown: outcomeUnknown || error.OutcomeUnknown, notSent: false);
            }
        }
    }

    /// <summary>The failure that an answer means, in the usual words.</summary>
    public VendorException ToException(VendorHttpRequest request, VendorHttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        // An earlier attempt, which was not looked for, may have been the one; a refusal of the last says nothing of that.
        return _errors.ToException(request, response, request.IsIdempotent && response.FollowsUnknownOutcome);
    }

    /// <summary>A failure in the usual words: "Name: cannot purpose: reason".</summary>
    public VendorException CreateException(VendorFailure failure, VendorHttpRequest request, string reason, Exception? inner = null) =>
        _errors.Create(failure, request, reason, inner);

    /// <summary>Reads something of an answer.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="read">Reads it, or throws a <see cref="FormatException"/> that says why not.</param>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/> where it is not what it should be.</exception>
    internal T Understand<T>(VendorHttpRequest request, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException error)
        {
            throw CreateException(VendorFailure.Malformed, request, error.Message, error);
        }
    }

    /// <summary>Logs out where the configuration says how, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _access.DisposeAsync().ConfigureAwait(false);
        _slots.Conclude();
        _client.Dispose();
        _pace.Dispose();
    }

    private static ILogger LoggerOf(HttpEndpoint endpoint) => endpoint.LoggerFactory.CreateLogger<VendorHttpClient>();

    private async Task<HttpAttempt> SendOnceAsync(VendorHttpRequest request, Uri address, CancellationToken cancellationToken)
    {
        _access.ThrowIfEnded();
        await WaitAsync(request, _circuit.WaitAsync, cancellationToken).ConfigureAwait(false);
        var attempt = await ExchangeAsync(request, address, cancellationToken).ConfigureAwait(false);
        _circuit.Observe(attempt, request.IsWrite ? null : token => ExchangeAsync(request, address, token));
        return attempt is { OutcomeUnknown: true, IsTransient: true } && !request.IsIdempotent && request.IsDoneAsync is null
            ? attempt with { IsTransient = false }
            : attempt;
    }

    private async Task<HttpAttempt> ExchangeAsync(VendorHttpRequest request, Uri address, CancellationToken cancellationToken)
    {
        for (var wasRenewed = false; ; wasRenewed = true)
        {
            using var turn = _access.NewTurn();
            await WaitAsync(request, turn.WaitAsync, cancellationToken).ConfigureAwait(false);
            // Got before the turn: requests that wait for it together would go together, and faster than the pace.
            await CredentialAsync(request, cancellationToken).ConfigureAwait(false);
            using var slot = _slots.NewSlot();
            await WaitAsync(request, slot.EnterAsync, cancellationToken).ConfigureAwait(false);
            using var passage = _limits.NewPassage();
            await WaitAsync(request, passage.EnterAsync, cancellationToken).ConfigureAwait(false);
            // And again, as it may have run out while the request waited.
            var credential = await CredentialAsync(request, cancellationToken).ConfigureAwait(false);
            // Again, and directly before sending: what waited until now must not follow a request that was refused meanwhile.
            _access.ThrowIfEnded();

            var prepared = request.Prepare?.Invoke(request) ?? request;
            slot.Begin();
            var started = _endpoint.TimeProvider.GetTimestamp();
            var answer = await _sender.SendAsync(prepared, address, credential, cancellationToken).ConfigureAwait(false);
            passage.Learn(answer);
            var attempt = slot.Learn(prepared, answer, _endpoint.TimeProvider.GetElapsedTime(started));
            RequestIdNote.Take(attempt.Response?.RequestId);
            if (attempt.Response is not { } response || !_access.IsRefusal(request, response))
                return Learn(request, attempt, credential);
            // Who refuses a credential has done nothing, so that even what must not be done twice may be sent again with another one.
            if (wasRenewed || !_access.TryRenew(credential))
                throw _access.End(_errors.ToRefusal(request, response));
        }
    }

    private async Task<Credential?> CredentialAsync(VendorHttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Credential is { } own)
            return own;
        Credential? credential = null;
        try
        {
            var getting = _access.GetAsync(cancellationToken);
            await WaitAsync(request, async _ => credential = await getting.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return credential;
        }
        catch (VendorException error) when (error.Failure is VendorFailure.Authentication or VendorFailure.RateLimited)
        {
            throw _access.End(error);
        }
    }

    private HttpAttempt Learn(VendorHttpRequest request, HttpAttempt attempt, Credential? credential)
    {
        var capped = _retries.Cap(request, attempt, _errors);
        if (capped.Error is { Failure: VendorFailure.RateLimited or VendorFailure.Authentication } end)
            _access.End(end);
        else
            _access.Tried(credential, attempt);
        return capped;
    }

    /// <exception cref="VendorException">The run was ended meanwhile; nothing was sent.</exception>
    private async Task WaitAsync(VendorHttpRequest request, Func<CancellationToken, Task> wait, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _endpoint.Stopping);
        try
        {
            await wait(waiting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Ended(request);
        }

        if (request.IsWrite && _endpoint.Stopping.IsCancellationRequested)
            throw Ended(request);
    }

    private VendorException Ended(VendorHttpRequest request)
    {
        var error = _errors.Create(VendorFailure.Cancelled, request, "the run was ended before the request was sent");
        return error.Restate(error.Message, notSent: true);
    }
}
