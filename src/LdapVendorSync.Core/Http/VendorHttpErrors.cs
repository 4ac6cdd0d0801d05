using System.Net;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Core.Http;

/// <summary>Says what an answer or a failure means for a request: success, try again, give up, and in which words.</summary>
internal sealed class VendorHttpErrors(HttpEndpoint endpoint)
{
    private readonly string _vendor = endpoint.Name;

    /// <summary>Judges an answer. Only those that another attempt may turn are failures; the caller knows what the others mean.</summary>
    public HttpAttempt Judge(VendorHttpRequest request, VendorHttpResponse response)
    {
        var status = (int)response.Status;
        if (response.Status == HttpStatusCode.ProxyAuthenticationRequired)
            return ProxyRefused(request);
        if (status is not (408 or 429 or >= 500) || request.IsAnswer?.Invoke(response) == true)
            return new HttpAttempt { Response = response };

        // 408, 429 and 503 say that the request was not worked on; any other 5xx may come after the effect.
        var unknown = ChangesSomething(request) && status is not (408 or 429 or 503);
        return new HttpAttempt
        {
            Error = ToException(request, response, unknown),
            IsTransient = true,
            IsUnanswered = status is 502 or 503 or 504,
            OutcomeUnknown = unknown,
            RetryAfter = PauseIn(response),
        };
    }

    /// <summary>Judges a failure without an answer.</summary>
    public HttpAttempt Judge(VendorHttpRequest request, string reason, bool mayHaveArrived, CertificateVerdict? refusal)
    {
        if (refusal is not null)
        {
            var whose = refusal.Subject is null ? string.Empty : $" \"{refusal.Subject}\"";
            return Permanent(
                request,
                $"the server's certificate{whose} was not accepted: {refusal.Reason}; truststore_file names the authorities to trust");
        }

        var unknown = mayHaveArrived && ChangesSomething(request);
        return new HttpAttempt
        {
            Error = new VendorException(VendorFailure.Unavailable, Sentence(request, reason)) { OutcomeUnknown = unknown },
            IsTransient = true,
            IsUnanswered = true,
            OutcomeUnknown = unknown,
        };
    }

    /// <summary>The proxy wants credentials, or others: nothing can go through it.</summary>
    public HttpAttempt ProxyRefused(VendorHttpRequest request)
    {
        var which = endpoint.Proxy is null ? "the proxy of the environment (HTTPS_PROXY, HTTP_PROXY)" : "the proxy";
        var reason = $"{which} refuses the credentials (407): check proxy_username and proxy_password";
        return new HttpAttempt { Error = new VendorException(VendorFailure.Authentication, Sentence(request, reason)) };
    }

    /// <summary>The failure that a refused credential means, by whichever status the vendor says so.</summary>
    public VendorException ToRefusal(VendorHttpRequest request, VendorHttpResponse response)
    {
        var error = ToException(request, response);
        var message = response.Status == HttpStatusCode.Unauthorized
            ? error.Message
            : $"{error.Message.TrimEnd('.')}; this refuses the login: check '{endpoint.AuthKey}'.";
        return error.Restate(message, VendorFailure.Authentication);
    }

    /// <summary>The failure that an answer means.</summary>
    public VendorException ToException(VendorHttpRequest request, VendorHttpResponse response, bool outcomeUnknown = false) =>
        new(FailureOf(request, response.Status), Sentence(request, Describe(request, response)))
        {
            StatusCode = (int)response.Status,
            RequestId = response.RequestId,
            OutcomeUnknown = outcomeUnknown,
        };

    /// <summary>A failure in the usual words.</summary>
    public VendorException Create(VendorFailure failure, VendorHttpRequest request, string reason, Exception? inner = null) =>
        new(failure, Sentence(request, reason), inner);

    /// <summary>Refuses redirects that would carry credentials elsewhere, or turn a write into something else.</summary>
    /// <exception cref="VendorException">The redirect is not followed.</exception>
    public void CheckRedirect(VendorHttpRequest request, Uri from, Uri to, bool mayFollow)
    {
        var isRead = (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head) && request.Body is null;
        var elsewhere = !VendorAddress.IsSameServer(from, to);
        if (isRead && !elsewhere && mayFollow)
            return;

        var target = Redact(to.GetLeftPart(UriPartial.Path));
        var reason = elsewhere
            ? $"the server points to another one, {target}, which would get the credentials and is not followed; is it a sign-in page?"
            : $"the server points to {target}, which is not followed for {(isRead ? "ever" : "a write")}; correct base_url or the path";
        throw new VendorException(VendorFailure.Rejected, Sentence(request, reason)) { StatusCode = (int)HttpStatusCode.Redirect };
    }

    private TimeSpan? PauseIn(VendorHttpResponse response) =>
        RetryAfter.Parse(response.Header("Retry-After"), response.Header("Date"), endpoint.TimeProvider)
        ?? (response.Status == HttpStatusCode.TooManyRequests
            ? RateLimitHeaders.Parse(response, endpoint.TimeProvider)?.PauseOfRefusal
            : null);

    private static bool ChangesSomething(VendorHttpRequest request) => request.IsWrite || !request.IsIdempotent;

    private static VendorFailure FailureOf(VendorHttpRequest request, HttpStatusCode status) => (int)status switch
    {
        401 => VendorFailure.Authentication,
        403 when !request.IsWrite => VendorFailure.Authentication,
        404 or 410 => VendorFailure.NotFound,
        409 or 412 => VendorFailure.Conflict,
        408 or 429 or >= 500 => VendorFailure.Unavailable,
        _ => VendorFailure.Rejected,
    };

    private string Describe(VendorHttpRequest request, VendorHttpResponse response)
    {
        var address = request.Address.Split('?')[0];
        var name = Words(response.Status);
        var said = (endpoint.ReadError?.Invoke(response) ?? ResponseContent.ErrorMessage(response)) is { } message
            ? $": {Punctuation.Open(message)}"
            : string.Empty;
        var id = response.RequestId is { } requestId ? $" (request id {requestId})" : string.Empty;
        return $"{request.Method} {address} was answered with {(int)response.Status} {name}{said}{id}{Hint(request, response.Status)}";
    }

    private string Hint(VendorHttpRequest request, HttpStatusCode status) => (int)status switch
    {
        401 => $"; the credentials are refused: check '{endpoint.AuthKey}'",
        403 when request.IsWrite => "; the account may not do this",
        404 or 410 when request.NotFoundHint is { } hint => $"; {hint}",
        403 => "; the account may not read this: check its rights",
        _ => string.Empty,
    };

    private static string Words(HttpStatusCode status) =>
        Enum.IsDefined(status)
            ? string.Concat(status.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {c}" : $"{c}"))
            : string.Empty;

    private HttpAttempt Permanent(VendorHttpRequest request, string reason) =>
        new() { Error = new VendorException(VendorFailure.Unavailable, Sentence(request, reason)) };

    private string Sentence(VendorHttpRequest request, string reason) =>
        Redact($"{_vendor}: cannot {request.Purpose}: {Punctuation.Close(reason)}");

    private string Redact(string text) => endpoint.Redactor.Redact(text);
}
