using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using LdapVendorSync.Core.Security;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// Shows at DEBUG what goes to a vendor and what comes back: lines, headers and bodies, without secrets. Each exchange has a number of its
/// own, so that its two entries are found among those of others at the same time.
/// </summary>
internal sealed class ExchangeLog(HttpEndpoint endpoint)
{
    private static readonly HashSet<string> HarmlessHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Cache-Control", "Content-Length", "Content-Type", "Date", "Host", "Retry-After", "Server", "Transfer-Encoding", "User-Agent",
    };

    private readonly ILogger _logger = endpoint.LoggerFactory.CreateLogger<VendorHttpClient>();
    private int _count;

    /// <summary>Shows a request that is about to be sent.</summary>
    /// <param name="message">What is sent.</param>
    /// <param name="address">Its address without credentials.</param>
    /// <param name="request">What it was made of.</param>
    /// <returns>The number of the exchange.</returns>
    public int Sent(HttpRequestMessage message, Uri address, VendorHttpRequest request)
    {
        var number = Interlocked.Increment(ref _count);
        if (!_logger.IsEnabled(LogLevel.Debug))
            return number;
        _logger.LogDebug(
            "{Vendor}: #{Exchange} > {Method} {Address}{Headers}{Body}",
            endpoint.Name,
            number,
            message.Method,
            Redact(address.AbsoluteUri),
            Describe(message.Headers.NonValidated, message.Content?.Headers.NonValidated, request),
            Describe(request.Body ?? ReadOnlyMemory<byte>.Empty, request));
        return number;
    }

    /// <summary>Shows an answer.</summary>
    public void Received(
        int number, HttpResponseMessage response, ReadOnlyMemory<byte> body, VendorHttpRequest request, TimeSpan elapsed)
    {
        if (!_logger.IsEnabled(LogLevel.Debug))
            return;
        _logger.LogDebug(
            "{Vendor}: #{Exchange} < {Status} in {Milliseconds:0} ms ({ResponseBytes} bytes){Headers}{Body}",
            endpoint.Name,
            number,
            Redact($"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd()),
            elapsed.TotalMilliseconds,
            body.Length,
            Describe(response.Headers.NonValidated, response.Content.Headers.NonValidated, request),
            Describe(body, request));
    }

    /// <summary>Shows that no answer came, or none that could be read to its end.</summary>
    public void Failed(int number, Exception error, TimeSpan elapsed) => _logger.LogDebug(
        error, "{Vendor}: #{Exchange} < no answer after {Milliseconds:0} ms", endpoint.Name, number, elapsed.TotalMilliseconds);

    private string Describe(HttpHeadersNonValidated headers, HttpHeadersNonValidated? ofContent, VendorHttpRequest request)
    {
        var text = new StringBuilder();
        foreach (var header in headers.Concat(ofContent ?? []))
        {
            var value = IsSecret(header.Key, request) ? Secret.Mask : Redact(header.Value.ToString());
            // In quotes, at which the redactor ends what it takes for the value of a cookie.
            text.Append(CultureInfo.InvariantCulture, $" \"{header.Key}: {value}\"");
        }

        return text.ToString();
    }

    private string Describe(ReadOnlyMemory<byte> body, VendorHttpRequest request)
    {
        if (body.IsEmpty)
            return string.Empty;
        return " | " + (request.IsCredentialExchange ? Secret.Mask : LoggedBody.Describe(body, endpoint.Redactor));
    }

    // Which header carries the token is the configuration's to say, and in an exchange of credentials it may be any of the application's own.
    private bool IsSecret(string header, VendorHttpRequest request) =>
        CredentialPatterns.IsSecretName(header)
        || header.Equals(endpoint.Auth?.Header, StringComparison.OrdinalIgnoreCase)
        || (request.IsCredentialExchange && !HarmlessHeaders.Contains(header));

    private string Redact(string text) => endpoint.Redactor.Redact(text);
}
