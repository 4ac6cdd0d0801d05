using System.Net.Http.Headers;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Vendors;
using Microsoft.Identity.Client;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>
/// Gives Microsoft's authentication library the product's own way to the network: its trust, proxy, time limits, retries and silence about
/// secrets.
/// </summary>
internal sealed class MsalTransport : IMsalHttpClientFactory, IDisposable
{
    private readonly HttpClient _client;

    /// <param name="door">Speaks to the authority.</param>
    public MsalTransport(VendorHttpClient door) =>
        _client = new HttpClient(new Handler(door)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What a request for a token is, in the words of the product.</summary>
    public static VendorHttpRequest TokenRequest { get; } = new()
    {
        Method = HttpMethod.Post,
        Address = string.Empty,
        Purpose = "get an access token",
        IsCredentialExchange = true,
    };

    public HttpClient GetHttpClient() => _client;

    public void Dispose() => _client.Dispose();

    private sealed class Handler(VendorHttpClient door) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = await TranslateAsync(request, cancellationToken).ConfigureAwait(false);
            var response = await door.SendAsync(asked, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccess)
                CheckToken(asked, response);
            return Translate(request, response);
        }

        // By its path alone: the library takes authorities on https only, and the door knows where the authority really is.
        private static async Task<VendorHttpRequest> TranslateAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            TokenRequest with
            {
                Method = request.Method,
                Address = request.RequestUri!.PathAndQuery,
                Headers = [.. request.Headers.Select(header => KeyValuePair.Create(header.Key, string.Join(',', header.Value)))],
                Body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false),
                ContentType = request.Content?.Headers.ContentType?.ToString(),
                Accept = "application/json",
            };

        // The library meets a 200 without a token with a NullReferenceException.
        private void CheckToken(VendorHttpRequest request, VendorHttpResponse response)
        {
            try
            {
                if (ResponseContent.Parse(response, DataFormat.Json).TextAt("access_token") is { Length: > 0 })
                    return;
            }
            catch (FormatException)
            {
                // What stands there may be a part of the token, so that it is not told.
            }

            const string reason = "the answer holds no access_token; is authority_url that of Entra?";
            throw door.CreateException(VendorFailure.Malformed, request, reason);
        }

        private static HttpResponseMessage Translate(HttpRequestMessage request, VendorHttpResponse response)
        {
            var message = new HttpResponseMessage(response.Status)
            {
                RequestMessage = request,
                Content = new ByteArrayContent(response.Body.ToArray()),
            };
            if (MediaTypeHeaderValue.TryParse(response.MediaType, out var type))
                message.Content.Headers.ContentType = type;
            foreach (var (name, values) in response.Headers)
                message.Headers.TryAddWithoutValidation(name, values);
            return message;
        }
    }
}
