using System.Diagnostics;
using System.Net;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Http.Authentication;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// Speaks HTTP to one vendor: authenticated, over verified TLS, at the configured rate, with retries of what may be retried and time limits
/// on
/// everything. Safe for concurrent use.
/// </summary>
public sealed class VendorHttpClient : IAsyncDisposable
{
    private const string AuthenticationStep = "authenticate";

    private readonly VendorContext _context;
    private readonly VendorAddress _address;
    private readonly HttpClient _client;
    private readonly HttpSender _sender;
    private readonly VendorHttpErrors _errors;
    private readonly RequestPace _pace;
    private readonly RequestRetries _retries;
    private readonly ILogger _logger;
    private readonly VendorCircuit _circuit;
    private readonly ICredentialSource _credentials;
    private readonly RateLimitWatch _limits;
    private VendorException? _end;
    private int _checked;

    private VendorHttpClient(VendorContext context, VendorAddress address, TlsPolicy tls, HttpClient client, ICredentialSource credentials)
    {
        _context = context;
        _address = address;
        _logger = context.LoggerFactory.CreateLogger<VendorHttpClient>();
        _errors = new VendorHttpErrors(context);
        _client = client;
        _credentials = credentials;
        _sender = new HttpSender(context, _client, tls, credentials, _errors);
        _pace = new RequestPace(context.Settings.RateLimit, context.TimeProvider);
        _retries = new RequestRetries(context, _pace, _logger);
        _circuit = new VendorCircuit(context, _logger);
        _limits = new RateLimitWatch(context, _pace, _logger);
    }

    /// <summary>Prepares the client: reads the trust store and the key store, and fetches the secret. Sends nothing.</summary>
    /// <exception cref="VendorException">The settings cannot work, or credentials would go over a plain connection.</exception>
    public static async Task<VendorHttpClient> CreateAsync(VendorContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var address = new VendorAddress(context);
        CheckEncryption(context.Settings, address);
        if (context.Settings.Keystore is not null && address.Base.Scheme != Uri.UriSchemeHttps)
        {
            throw new VendorException(
                VendorFailure.Unsupported,
                $"{context.Settings.Name}: keystore_file needs an https:// base_url; there are no certificates without TLS.");
        }

        if (!context.Settings.VerifySsl && address.Base.Scheme == Uri.UriSchemeHttps)
        {
            context.LoggerFactory.CreateLogger<VendorHttpClient>().LogWarning(
                "{Vendor}: verify_ssl is false: the server's certificate is not verified; "
                    + "anybody in between can read and change everything.",
                context.Settings.Name);
        }

        var tls = await TlsPolicy.CreateAsync(context, address.Base.DnsSafeHost, cancellationToken).ConfigureAwait(false);
        var credentials = await CredentialSources.CreateAsync(context, cancellationToken).ConfigureAwait(false);
        var client = await CreateClientAsync(context, tls, address.IsLoopback, cancellationToken).ConfigureAwait(false);
        return new VendorHttpClient(context, address, tls, client, credentials);
    }

    /// <summary>The full address of a request, or <see langword="null"/> where it belongs to another server than the vendor's.</summary>
    /// <param name="address">As in <see cref="VendorHttpRequest.Address"/>.</param>
    public Uri? Resolve(string address) => _address.Resolve(address);

    /// <summary>Sends a request, again where that may help.</summary>
    /// <returns>
    /// The answer: 2xx, or a status that another attempt would not turn (4xx). A request that is not idempotent and whose outcome was
    /// unknown
    /// may come back as <see cref="VendorHttpResponse.ConfirmedByLooking"/>.
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
                $"'{request.Address.Split('?')[0]}' is on another server than base_url, which would get the credentials");

        var (sent, outcomeUnknown) = (0, false);
        _retries.CountRequest();
        var attempt = await _retries.RunAsync(AttemptAsync, cancellationToken).ConfigureAwait(false);
        if (attempt.Response is { } response)
            return await SettleAsync(request, response with { FollowsUnknownOutcome = outcomeUnknown }, cancellationToken).ConfigureAwait(
                false);
        // What may be repeated was sent again without looking, so that any of its attempts may have been the one.
        var mayBeDone = attempt.OutcomeUnknown || (request.IsIdempotent && outcomeUnknown);
        if (mayBeDone && request.IsDoneAsync is not null)
            return await LookAtLastAsync(request, attempt, cancellationToken).ConfigureAwait(false);
        throw attempt.Error!.Restate(attempt.Error!.Message, outcomeUnknown: mayBeDone);

        async Task<HttpAttempt> AttemptAsync(CancellationToken token)
        {
            if (outcomeUnknown && !request.IsIdempotent && await LookAsync(request, token).ConfigureAwait(false))
                return Confirmed;
            try
            {
                var result = await SendOnceAsync(request, address, token).ConfigureAwait(false);
                outcomeUnknown |= result.OutcomeUnknown;
                return _retries.Grant(result, _circuit.IsOpen, ++sent);
            }
            catch (VendorException error) when (sent > 0 && (error.NotSent || outcomeUnknown))
            {
                throw error.Restate(error.Message, outcomeUnknown: outcomeUnknown || error.OutcomeUnknown, notSent: false);
            }
        }
    }

    /// <summary>The failure that an answer means, in the words of all vendors.</summary>
    public VendorException ToException(VendorHttpRequest request, VendorHttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        // An earlier attempt, which was not looked for, may have been the one; a refusal of the last says nothing of that.
        return _errors.ToException(request, response, request.IsIdempotent && response.FollowsUnknownOutcome);
    }

    /// <summary>A failure in the words of all vendors: "Vendor: cannot purpose: reason".</summary>
    public VendorException CreateException(VendorFailure failure, VendorHttpRequest request, string reason, Exception? inner = null) =>
        _errors.Create(failure, request, reason, inner);

    /// <summary>Logs out where the configuration says how, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _credentials.DisposeAsync().ConfigureAwait(false);
        _client.Dispose();
        _pace.Dispose();
    }

    private static HttpAttempt Confirmed { get; } =
        new() { Response = new VendorHttpResponse { Status = HttpStatusCode.NoContent, ConfirmedByLooking = true } };

    private async Task<HttpAttempt> SendOnceAsync(VendorHttpRequest request, Uri address, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
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
            await WaitAsync(request, _pace.WaitAsync, cancellationToken).ConfigureAwait(false);
            var credential = await CredentialAsync(request, cancellationToken).ConfigureAwait(false);
            // Again, and directly before sending: what waited until now must not follow a request that was refused meanwhile.
            ThrowIfEnded();

            var attempt = await SendWatchedAsync(request, address, credential, cancellationToken).ConfigureAwait(false);
            RequestIdNote.Take(attempt.Response?.RequestId);
            if (attempt.Response is not { } response || !IsRefusal(request, response))
                return Learn(request, attempt, credential);
            // Who refuses a credential has done nothing, so that even what must not be done twice may be sent again with another one.
            if (wasRenewed || !_credentials.TryRenew(credential))
                throw End(_errors.ToRefusal(request, response));
        }
    }

    private async Task<Credential?> CredentialAsync(VendorHttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Credential is { } own)
            return own;
        Credential? credential = null;
        try
        {
            var getting = _credentials.GetAsync(cancellationToken);
            await WaitAsync(request, async _ => credential = await getting.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return credential;
        }
        catch (VendorException error) when (error.Failure is VendorFailure.Authentication or VendorFailure.RateLimited)
        {
            throw End(error);
        }
    }

    private async Task<HttpAttempt> SendWatchedAsync(
        VendorHttpRequest request, Uri address, Credential? credential, CancellationToken cancellationToken)
    {
        _limits.Begin();
        try
        {
            var attempt = await _sender.SendAsync(request, address, credential, cancellationToken).ConfigureAwait(false);
            if (attempt.Response is { } response)
                _limits.Observe(response);
            return attempt;
        }
        finally
        {
            _limits.End();
        }
    }

    private bool IsRefusal(VendorHttpRequest request, VendorHttpResponse response) =>
        !request.IsCredentialExchange && _credentials.IsRefusal((int)response.Status);

    private HttpAttempt Learn(VendorHttpRequest request, HttpAttempt attempt, Credential? credential)
    {
        if (attempt.Response is not null)
            Accepted(credential);
        var capped = _retries.Cap(request, attempt, _errors);
        if (capped.Error is { Failure: VendorFailure.RateLimited or VendorFailure.Authentication } end)
            Interlocked.CompareExchange(ref _end, end, null);
        return capped;
    }

    private void Accepted(Credential? credential)
    {
        _credentials.Accept(credential);
        if (credential is not null && Interlocked.Exchange(ref _checked, 1) == 0)
            _context.Checked?.Invoke(new CheckResult(AuthenticationStep, true, _credentials.Description));
    }

    // The first word stays for all that follow.
    private VendorException End(VendorException error)
    {
        if (Interlocked.CompareExchange(ref _end, error, null) is null && Interlocked.Exchange(ref _checked, 1) == 0)
            _context.Checked?.Invoke(new CheckResult(AuthenticationStep, false, error.Message));
        return error;
    }

    // A refused login is not tried again, by no request: each try may count towards a lock-out. Nor is a vendor asked that wants to be left
    // alone for long: that may make the time longer.
    private void ThrowIfEnded()
    {
        if (Volatile.Read(ref _end) is { } end)
            throw end.Restate(end.Message, outcomeUnknown: false, notSent: true);
    }

    /// <exception cref="VendorException">The run was ended meanwhile; nothing was sent.</exception>
    private async Task WaitAsync(VendorHttpRequest request, Func<CancellationToken, Task> wait, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _context.Stopping);
        try
        {
            await wait(waiting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Ended(request);
        }

        if (request.IsWrite && _context.Stopping.IsCancellationRequested)
            throw Ended(request);
    }

    private VendorException Ended(VendorHttpRequest request)
    {
        var error = _errors.Create(VendorFailure.Cancelled, request, "the run was ended before the request was sent");
        return error.Restate(error.Message, notSent: true);
    }

    private async Task<bool> LookAsync(VendorHttpRequest request, CancellationToken cancellationToken)
    {
        Debug.Assert(request.IsDoneAsync is not null, "An unknown outcome without a way to look is not retried.");
        try
        {
            var isDone = await request.IsDoneAsync(cancellationToken).ConfigureAwait(false);
            _logger.LogInformation(
                "{Vendor}: the outcome of an attempt to {Purpose} was unknown; looking shows that it {Effect}.",
                _context.Settings.Name, request.Purpose, isDone ? "had its effect" : "had none");
            return isDone;
        }
        catch (VendorException error)
        {
            var reason = $"the outcome of the request is unknown, and looking for it failed: {error.Message.TrimEnd('.')}";
            throw new VendorException(
                error.Failure, _errors.Create(error.Failure, request, reason).Message, error) { OutcomeUnknown = true };
        }
    }

    // A conflict after an attempt with unknown outcome may be with that attempt, whose effect came later than the look that followed it.
    private async Task<VendorHttpResponse> SettleAsync(
        VendorHttpRequest request, VendorHttpResponse response, CancellationToken cancellationToken)
    {
        var mayBeOurs = response is { FollowsUnknownOutcome: true, Status: HttpStatusCode.Conflict } && request.IsDoneAsync is not null;
        return mayBeOurs && await LookAsync(request, cancellationToken).ConfigureAwait(false) ? Confirmed.Response! : response;
    }

    private async Task<VendorHttpResponse> LookAtLastAsync(
        VendorHttpRequest request, HttpAttempt attempt, CancellationToken cancellationToken)
    {
        if (await LookAsync(request, cancellationToken).ConfigureAwait(false))
            return Confirmed.Response!;
        throw attempt.Error!.Restate(attempt.Error!.Message, outcomeUnknown: false);
    }

    private static async Task<HttpClient> CreateClientAsync(
        VendorContext context, TlsPolicy tls, bool isLoopback, CancellationToken cancellationToken)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Servers close idle connections; a write on one that is just being closed has an unknown outcome.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            SslOptions = tls.ToOptions(),
        };
        await VendorProxy.ApplyAsync(handler, context, isLoopback, cancellationToken).ConfigureAwait(false);
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("LdapVendorSync");
        return client;
    }

    private static void CheckEncryption(VendorSettings settings, VendorAddress address)
    {
        var hasCredentials = settings.Auth is not null and not { Method: AuthMethod.None };
        if (address.Base.Scheme == Uri.UriSchemeHttps || address.IsLoopback || settings.AllowPlaintext || !hasCredentials)
            return;
        throw new VendorException(
            VendorFailure.Unsupported,
            $"{settings.Name}: base_url is plain http://, where anybody could read the credentials; "
                + "use https://, or say allow_plaintext: true.");
    }
}
