using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using LdapVendorSync.Core.Http.Authentication;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Core.Http;

/// <summary>Sends a request once, within the time limit, and says what came of it.</summary>
internal sealed class HttpSender(
    HttpEndpoint endpoint, HttpClient client, TlsPolicy tls, ICredentialSource credentials, VendorHttpErrors errors)
{
    // Far above any page of people, and far below what would hurt this process.
    private const int MaxBodyBytes = 64 * 1024 * 1024;
    private const int MaxRedirects = 5;

    private readonly ExchangeLog _log = new(endpoint);
    private readonly RequestSecrets _secrets = new(endpoint.Redactor);
    private readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(endpoint.TimeoutSeconds);
    private bool _hasAnswered;

    public async Task<HttpAttempt> SendAsync(
        VendorHttpRequest request, Uri address, Credential? credential, CancellationToken cancellationToken)
    {
        using var timeLimit = new CancellationTokenSource(_timeLimit, endpoint.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeLimit.Token);
        var content = new TrackedContent(request);
        try
        {
            var response = await ExchangeAsync(request, address, credential, content, both.Token).ConfigureAwait(false);
            Volatile.Write(ref _hasAnswered, true);
            return errors.Judge(request, response);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            if (IsRefusedByProxy(error))
                return errors.ProxyRefused(request);
            var reason = Explain(error, timeLimit.IsCancellationRequested) + Suspicion(error);
            // Of a request without a body it is not known how far it came.
            var mayHaveLeft = content.WasSent || !HasContent(request);
            return errors.Judge(request, reason, mayHaveLeft && MayHaveArrived(error), RefusalBehind(error));
        }
    }

    private async Task<VendorHttpResponse> ExchangeAsync(
        VendorHttpRequest request, Uri address, Credential? credential, TrackedContent content, CancellationToken cancellationToken)
    {
        for (var hops = 0; ; hops++)
        {
            using var message = CreateMessage(request, address, content);
            var shown = credential?.Apply(message) ?? address;
            var cookies = credential?.Cookies;
            var (response, target) = await ExchangeOnceAsync(message, shown, request, cookies, cancellationToken).ConfigureAwait(false);
            if (target is null)
                return response;
            errors.CheckRedirect(request, address, target, hops < MaxRedirects);
            address = target;
        }
    }

    private async Task<(VendorHttpResponse Response, Uri? Redirect)> ExchangeOnceAsync(
        HttpRequestMessage message, Uri shown, VendorHttpRequest request, SessionCookies? cookies, CancellationToken cancellationToken)
    {
        var started = endpoint.TimeProvider.GetTimestamp();
        var number = _log.Sent(message, shown, request);
        try
        {
            using var received = await client.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var redirect = request.IsCredentialExchange || credentials.IsRefusal((int)received.StatusCode)
                ? null
                : RedirectOf(received, message.RequestUri!);
            var response = await ReadAsync(received, withBody: redirect is null, cancellationToken).ConfigureAwait(false);
            // Before anything is shown: what a server sets it may also repeat.
            cookies?.Learn(message.RequestUri!, response);
            _log.Received(number, received, response.Body, request, endpoint.TimeProvider.GetElapsedTime(started));
            return (response, redirect);
        }
        catch (Exception error)
        {
            _log.Failed(number, error, endpoint.TimeProvider.GetElapsedTime(started));
            throw;
        }
    }

    private HttpRequestMessage CreateMessage(VendorHttpRequest request, Uri address, TrackedContent content)
    {
        var message = new HttpRequestMessage(request.Method, address) { Content = HasContent(request) ? content : null };
        if (request.Accept is not null)
            message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        _secrets.Learn(request, address);
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    // A POST without a body gets an empty one: without, the connection pool would feel free to send it again by itself.
    private static bool HasContent(VendorHttpRequest request) => request.Body is not null || request.Method == HttpMethod.Post;

    private static Uri? RedirectOf(HttpResponseMessage response, Uri address) =>
        response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect && response.Headers.Location is { } target
        && Uri.TryCreate(address, target, out var absolute)
            ? absolute
            : null;

    private async Task<VendorHttpResponse> ReadAsync(
        HttpResponseMessage response, bool withBody, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = stream.ConfigureAwait(false);
        return new VendorHttpResponse
        {
            Status = response.StatusCode,
            Redact = endpoint.Redactor.Redact,
            Headers = HeadersOf(response),
            MediaType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant(),
            Body = withBody ? await ReadLimitedAsync(stream, cancellationToken).ConfigureAwait(false) : ReadOnlyMemory<byte>.Empty,
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated)
            headers[name] = [.. values];
        return headers;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadLimitedAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(4096), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return buffer.WrittenMemory;
            buffer.Advance(read);
            if (buffer.WrittenCount > MaxBodyBytes)
                throw new VendorException(
                    VendorFailure.Malformed, $"The answer is larger than {MaxBodyBytes / (1024 * 1024)} MB; ask for smaller pages.");
        }
    }

    private static bool IsRefusedByProxy(Exception error) => error is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ProxyTunnelError,
        StatusCode: HttpStatusCode.ProxyAuthenticationRequired,
    };

    private string Explain(Exception error, bool timedOut) => error switch
    {
        OperationCanceledException when timedOut => $"no answer within {_timeLimit.TotalSeconds:0.###} s",
        OperationCanceledException => "the connection could not be made in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the host name cannot be resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection ended before the answer was complete",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } when endpoint.Proxy is { } proxy =>
            $"the proxy {proxy} cannot be reached: {error.GetBaseException().Message.TrimEnd('.')}",
        _ => error.GetBaseException().Message.TrimEnd('.'),
    };

    // With TLS 1.3 the client is done before the server looks at its certificate; a refusal is a connection that just ends.
    private string Suspicion(Exception error)
    {
        var mayBeRefused = error is IOException or HttpRequestException
        {
            HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ResponseEnded or HttpRequestError.Unknown,
        };
        if (!mayBeRefused || Volatile.Read(ref _hasAnswered))
            return string.Empty;
        if (tls.WasAskedInVain)
            return "; the server asks for a client certificate, and none is configured: keystore_file names it";
        if (tls.OwnFault is { } fault)
            return $"; the client certificate of keystore_file {fault}";
        return tls.OwnSubject is { } own ? $"; the server may not accept the client certificate \"{own}\" of keystore_file" : string.Empty;
    }

    private CertificateVerdict? RefusalBehind(Exception error) =>
        error is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } ? tls.Refusal : null;

    private static bool MayHaveArrived(Exception error) => error is not HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>A body that knows whether any of it was sent.</summary>
    private sealed class TrackedContent : HttpContent
    {
        private readonly ReadOnlyMemory<byte> _body;

        public TrackedContent(VendorHttpRequest request)
        {
            _body = request.Body ?? ReadOnlyMemory<byte>.Empty;
            if (request.ContentType is not null && request.Body is not null)
                Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }

        public bool WasSent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            await SerializeToStreamAsync(stream, context, CancellationToken.None).ConfigureAwait(false);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            WasSent = true;
            await stream.WriteAsync(_body, cancellationToken).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Length;
            return true;
        }
    }
}
