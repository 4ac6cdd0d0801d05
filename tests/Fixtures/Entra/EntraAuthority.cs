using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Entra;

/// <summary>The token endpoint of the tenant: it really looks at the secret, or at the signature of the assertion.</summary>
internal sealed class EntraAuthority(EntraOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> _assertions = new(StringComparer.Ordinal);

    /// <summary>The secrets of the app.</summary>
    public HashSet<string> Secrets { get; } = [EntraServer.ClientSecret];

    /// <summary>The certificates of the app.</summary>
    public List<X509Certificate2> Certificates { get; } = [];

    /// <summary>Every token that was given out.</summary>
    public IReadOnlyList<string> Issued
    {
        get
        {
            lock (_gate)
                return [.. _tokens.Keys];
        }
    }

    /// <summary>Whether requests with a token are let in.</summary>
    public bool Accepts(string authorization)
    {
        lock (_gate)
        {
            return authorization.StartsWith("Bearer ", StringComparison.Ordinal)
                && _tokens.TryGetValue(authorization["Bearer ".Length..], out var end)
                && DateTimeOffset.UtcNow < end;
        }
    }

    /// <summary>Lets no token in that was given out until now.</summary>
    public void RevokeTokens()
    {
        lock (_gate)
        {
            foreach (var token in _tokens.Keys.ToArray())
                _tokens[token] = DateTimeOffset.MinValue;
        }
    }

    /// <summary>Answers a request for a token.</summary>
    /// <param name="tenant">The tenant of the address.</param>
    /// <param name="address">The endpoint's address, as assertions are for it.</param>
    /// <param name="body">The form.</param>
    public VendorReply Issue(string tenant, string address, string body)
    {
        var form = body.Split('&').Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => Decode(pair[0]), pair => Decode(pair.ElementAtOrDefault(1) ?? ""), StringComparer.Ordinal);
        if (tenant is not (EntraServer.TenantId or "contoso.test"))
            return Refuse(400, "invalid_request", 90002, $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID.");
        if (form.GetValueOrDefault("grant_type") != "client_credentials")
            return Refuse(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.");
        if (form.GetValueOrDefault("client_id") != EntraServer.ClientId)
            return Refuse(400, "unauthorized_client", 700016, $"Application with identifier '{form.GetValueOrDefault("client_id")}' was not found.");
        if (form.GetValueOrDefault("scope")?.EndsWith("/.default", StringComparison.Ordinal) != true)
            return Refuse(400, "invalid_scope", 1002012, "The provided value for scope is not valid.");
        return CheckProof(form, address) ?? Give();
    }

    private VendorReply? CheckProof(Dictionary<string, string> form, string address)
    {
        if (form.TryGetValue("client_assertion", out var assertion))
            return CheckAssertion(assertion, address);
        if (!form.TryGetValue("client_secret", out var secret))
            return Refuse(401, "invalid_client", 7000218, "The request body must contain 'client_assertion' or 'client_secret'.");
        return Secrets.Contains(secret)
            ? null
            : Refuse(401, "invalid_client", 7000215, "Invalid client secret provided. Ensure the secret being sent is the client secret value.");
    }

    // RFC 7523 section 3, with what Entra asks for besides: the certificate's thumbprint, and each assertion once.
    private VendorReply? CheckAssertion(string assertion, string address)
    {
        var parts = assertion.Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        var thumbprint = header["x5t#S256"]?.ToString();
        var certificate = Certificates.Find(known => Base64Url.EncodeToString(known.GetCertHash(HashAlgorithmName.SHA256)) == thumbprint);
        if (certificate is null)
            return Refuse(401, "invalid_client", 700027, "The certificate with identifier used to sign the client assertion is not registered.");
        using var key = certificate.GetRSAPublicKey()!;
        var padding = header["alg"]!.ToString() == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        if (!key.VerifyData(signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, padding))
            return Refuse(401, "invalid_client", 700030, "Invalid certificate - the signature does not fit.");
        if (new Uri(claims["aud"]!.ToString()).AbsolutePath != new Uri(address).AbsolutePath)
            return Refuse(401, "invalid_client", 700023, "Client assertion audience claim does not match Realm issuer.");
        var (from, until, now) = (SecondsOf(claims["nbf"]!), SecondsOf(claims["exp"]!), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        if (now < from - 60 || now > until)
            return Refuse(401, "invalid_client", 700024, "Client assertion is not within its valid time range.");
        if (claims["iss"]!.ToString() != EntraServer.ClientId || claims["sub"]!.ToString() != EntraServer.ClientId)
            return Refuse(401, "invalid_client", 700021, "Client assertion application identifier doesn't match 'client_id' parameter.");
        lock (_gate)
            return _assertions.Add(claims["jti"]!.ToString()) ? null : Refuse(401, "invalid_client", 700025, "The assertion was used before.");
    }

    // The library writes these numbers as texts.
    private static long SecondsOf(JsonNode node) => long.Parse(node.ToString(), CultureInfo.InvariantCulture);

    private VendorReply Give()
    {
        var token = $"eyJ0eXAiOiJKV1QifQ.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(96))}";
        lock (_gate)
            _tokens[token] = DateTimeOffset.UtcNow.AddSeconds(options.TokenLifetimeSeconds);
        return EntraReply.Json(200, new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = options.TokenLifetimeSeconds,
            ["ext_expires_in"] = options.TokenLifetimeSeconds,
            ["access_token"] = token,
        });
    }

    private static VendorReply Refuse(int status, string error, int code, string message) => EntraReply.Json(status, new JsonObject
    {
        ["error"] = error,
        ["error_description"] = $"AADSTS{code}: {message} Trace ID: {Guid.NewGuid()} Correlation ID: {Guid.NewGuid()} Timestamp: 2026-01-01 00:00:00Z",
        ["error_codes"] = new JsonArray(code),
        ["timestamp"] = "2026-01-01 00:00:00Z",
        ["trace_id"] = Guid.NewGuid().ToString(),
        ["correlation_id"] = Guid.NewGuid().ToString(),
        ["error_uri"] = $"https://login.microsoftonline.com/error?code={code}",
    });

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
