using System.Globalization;
using System.Net;
using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>
/// Gets access tokens with the client's own credentials (RFC 6749 section 4.4), which it proves by a secret, a signed assertion (RFC 7523) or its
/// certificate (RFC 8705).
/// </summary>
/// <param name="endpoint">The server.</param>
/// <param name="auth">What is asked for.</param>
/// <param name="client">Speaks to the token endpoint.</param>
/// <param name="proof">Proves who the client is.</param>
internal sealed class OAuth2Issuer(HttpEndpoint endpoint, AuthSettings auth, VendorHttpClient client, ClientProof proof) : ICredentialIssuer
{
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(365);

    public async Task<IssuedCredential> IssueAsync(CancellationToken cancellationToken)
    {
        var request = CreateRequest();
        var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.IsSuccess ? Read(request, response) : throw Refused(request, response);
    }

    // Tokens of clients end by themselves; the next run gets its own.
    public Task RevokeAsync(Credential credential, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync().ConfigureAwait(false);
        proof.Dispose();
    }

    private VendorHttpRequest CreateRequest() => new()
    {
        Method = HttpMethod.Post,
        Address = auth.TokenUrl!.AbsoluteUri,
        Purpose = "get an access token",
        ContentType = "application/x-www-form-urlencoded",
        Accept = "application/json",
        IsCredentialExchange = true,
        // An assertion is good for one use and a short time, and a request that failed may have used it.
        Prepare = WithProof,
    };

    private VendorHttpRequest WithProof(VendorHttpRequest request)
    {
        var (fields, headers) = proof.Prove();
        return request with { Headers = headers, Body = Encoding.ASCII.GetBytes(FormText.Of(Asked().Concat(fields))) };
    }

    private IEnumerable<KeyValuePair<string, string>> Asked()
    {
        yield return new("grant_type", "client_credentials");
        if (auth.Scope is { Length: > 0 } scope)
            yield return new("scope", scope);
        if (auth.Audience is { Length: > 0 } audience)
            yield return new("audience", audience);
        if (auth.Resource is { Length: > 0 } resource)
            yield return new("resource", resource);
        foreach (var parameter in auth.Parameters)
        {
            if (CredentialPatterns.IsSecretName(parameter.Key))
                endpoint.Redactor.Add(parameter.Value);
            yield return parameter;
        }
    }

    private IssuedCredential Read(VendorHttpRequest request, VendorHttpResponse response)
    {
        var answer = Understand(request, response);
        var token = answer.TextAt("access_token");
        if (string.IsNullOrWhiteSpace(token))
            throw Malformed(request, $"it has no access_token{ReasonIn(answer)}");
        endpoint.Redactor.Add(token);
        if (token.Any(character => char.IsControl(character) || !char.IsAscii(character)))
            throw Malformed(request, "the access_token holds characters that no header can carry");

        var lifetime = LifetimeIn(answer);
        var validity = lifetime is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"valid for {known.TotalSeconds:0.#} s")
            : "valid for a time that only the server knows";
        return new IssuedCredential(
            new Credential { Header = new("Authorization", $"{SchemeOf(request, answer)} {token}") },
            lifetime,
            $"access token from {auth.TokenUrl!.GetLeftPart(UriPartial.Path)} ({validity})");
    }

    private DataNode Understand(VendorHttpRequest request, VendorHttpResponse response)
    {
        try
        {
            return ResponseContent.Parse(response, DataFormat.Json);
        }
        catch (FormatException error)
        {
            // The reason alone: the parser shows where it stopped, and that may be within the token.
            var what = ResponseContent.IsWebPage(response) ? error.Message : "the answer is not JSON";
            throw Malformed(request, $"{what}; is token_url that of the token endpoint?");
        }
    }

    // RFC 6749 section 7.1: a type that is not understood must not be used. Some servers leave it out, or say BearerToken.
    private string SchemeOf(VendorHttpRequest request, DataNode answer)
    {
        var type = answer.TextAt("token_type") ?? "Bearer";
        if (auth.Scheme == "Bearer" && !type.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase))
            throw Malformed(request, $"the token is of type '{type}', of which nothing is known here; 'scheme' says how it is sent all the same");
        return auth.Scheme;
    }

    // Zero, or what is no number, tells as little as nothing at all.
    private static TimeSpan? LifetimeIn(DataNode answer) =>
        double.TryParse(answer.TextAt("expires_in"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && double.IsFinite(seconds) && seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, LongestLifetime.TotalSeconds))
            : null;

    private VendorException Refused(VendorHttpRequest request, VendorHttpResponse response)
    {
        var answer = TryRead(response);
        var reason = $"{Where()} answered with {(int)response.Status}{ReasonIn(answer)}";
        var hint = HintFor(answer?.TextAt("error"), response.Status);
        return client.CreateException(VendorFailure.Authentication, request, reason + hint);
    }

    private VendorException Malformed(VendorHttpRequest request, string reason) =>
        client.CreateException(VendorFailure.Malformed, request, $"{Where()} answered, but {reason}");

    private string Where() => auth.TokenUrl!.GetLeftPart(UriPartial.Path);

    private static DataNode? TryRead(VendorHttpResponse response)
    {
        try
        {
            return ResponseContent.Parse(response, DataFormat.Json);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // RFC 6749 section 5.2
    private string ReasonIn(DataNode? answer)
    {
        var parts = new[] { answer?.TextAt("error"), answer?.TextAt("error_description") }.Where(part => !string.IsNullOrWhiteSpace(part));
        var said = endpoint.Redactor.Redact(string.Join(": ", parts));
        return said.Length == 0 ? string.Empty : $" ({ResponseContent.OneLine(said)})";
    }

    private string HintFor(string? error, HttpStatusCode status) => error switch
    {
        "invalid_client" => $"; check client_id, {proof.Keys} and client_authentication",
        "unauthorized_client" or "unsupported_grant_type" => "; allow this client the grant client_credentials",
        "invalid_scope" => "; check scope",
        "invalid_target" => "; check resource and audience",
        _ when status == HttpStatusCode.NotFound => "; check token_url",
        _ when (int)status is >= 300 and < 400 => "; it points elsewhere, which would get the credentials: check token_url",
        _ => "; check 'auth'",
    };
}
