using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>The token endpoint: it takes assertions that a service app has signed (RFC 7523), and gives tokens that do not last.</summary>
internal sealed class OktaTokens(OktaStore store, OktaOptions options, Func<DateTimeOffset> now)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly Dictionary<string, (DateTimeOffset Until, HashSet<string> Scopes)> _issued = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedAssertions = new(StringComparer.Ordinal);

    /// <summary>The scopes of an access token; <see langword="null"/> for one that is not, or no longer, valid.</summary>
    public IReadOnlySet<string>? ScopesOf(string token) =>
        _issued.TryGetValue(token, out var issued) && issued.Until > now() ? issued.Scopes : null;

    /// <summary>Ends all access tokens.</summary>
    public void Revoke() => _issued.Clear();

    /// <summary>Gives a token, or says why not.</summary>
    /// <param name="form">The form that was sent.</param>
    /// <param name="endpoint">The address of the endpoint.</param>
    public VendorReply Issue(IReadOnlyDictionary<string, string> form, string endpoint)
    {
        if (form.GetValueOrDefault("grant_type") != "client_credentials")
            return OktaReply.OAuth(400, "unsupported_grant_type", "The authorization grant type is not supported.");
        var isAssertion = form.GetValueOrDefault("client_assertion_type") == AssertionType;
        if (!isAssertion || form.GetValueOrDefault("client_assertion") is not { } assertion)
            return Refuse("Client authentication by private_key_jwt is needed.");
        if (Check(assertion, endpoint, out var app) is { } problem)
            return Refuse(problem);
        var asked = (form.GetValueOrDefault("scope") ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length == 0 || asked.FirstOrDefault(scope => !app!.Scopes.Contains(scope)) is not null)
            return OktaReply.OAuth(400, "invalid_scope", "One or more scopes are not configured for the authorization server resource.");

        var token = $"eyJ-access-{Guid.NewGuid():N}";
        _issued[token] = (now() + options.TokenLifetime, [.. asked]);
        return OktaReply.Ok(new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)options.TokenLifetime.TotalSeconds,
            ["access_token"] = token,
            ["scope"] = string.Join(' ', asked),
        });
    }

    private static VendorReply Refuse(string description) => OktaReply.OAuth(401, "invalid_client", description);

    private string? Check(string assertion, string endpoint, out OktaServiceApp? app)
    {
        app = null;
        var parts = assertion.Split('.');
        if (parts.Length != 3)
            return "The client_assertion is no JWT.";
        var (header, claims) = (Read(parts[0]), Read(parts[1]));
        app = store.Apps.Find(other => other.ClientId == claims["iss"]?.ToString());
        if (app is null || claims["sub"]?.ToString() != app.ClientId)
            return "Invalid value for 'client_id' parameter.";
        if (header["kid"]?.ToString() != app.KeyId)
            return "The client_assertion token has no valid 'kid'.";
        if (header["alg"]?.ToString() != "RS256" || !IsSigned(app.PublicKey, parts))
            return "The client_assertion signature is invalid.";
        if (claims["aud"]?.ToString() != endpoint)
            return "The audience claim for client_assertion must be the endpoint invoked for the request.";
        var expires = DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!);
        if (expires < now() || expires > now().AddHours(1))
            return "The client_assertion token is expired, or lasts more than an hour.";
        return _usedAssertions.Add(claims["jti"]!.ToString()) ? null : "The client_assertion token has been used before.";
    }

    private static bool IsSigned(RSA key, string[] parts) => key.VerifyData(
        Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
        Base64Url.DecodeFromChars(parts[2]),
        HashAlgorithmName.SHA256,
        RSASignaturePadding.Pkcs1);

    private static JsonObject Read(string part) => JsonSerializer.Deserialize<JsonObject>(Base64Url.DecodeFromChars(part))!;
}
