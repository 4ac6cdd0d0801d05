using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>The token endpoint: proves who clients are by their secret or their signature, and issues tokens that end.</summary>
/// <param name="options">How long tokens are good.</param>
internal sealed class KeycloakTokens(KeycloakOptions options)
{
    private const string Jwt = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly ConcurrentDictionary<string, (KeycloakFakeClient Client, DateTimeOffset Until)> _tokens = new();
    private readonly ConcurrentDictionary<string, bool> _usedAssertions = new();
    private int _issued;

    /// <summary>How many tokens were issued.</summary>
    public int Issued => Volatile.Read(ref _issued);

    /// <summary>Makes every token that was issued invalid, as signing everybody out does.</summary>
    public void Revoke() => _tokens.Clear();

    /// <summary>The client that a token was issued to; <see langword="null"/> for one that is not good (any more).</summary>
    public KeycloakFakeClient? Find(string authorization) =>
        authorization.StartsWith("Bearer ", StringComparison.Ordinal)
        && _tokens.TryGetValue(authorization["Bearer ".Length..], out var token)
        && token.Until > DateTimeOffset.UtcNow
            ? token.Client
            : null;

    public VendorReply Issue(KeycloakRealm realm, ApiRequest request, string authorization, string issuer, string tokenUrl)
    {
        var form = ApiRequest.Parse("GET", "/?" + request.Body).Query.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        if (form.GetValueOrDefault("grant_type") != "client_credentials")
            return KeycloakReply.Error(400, "unsupported_grant_type", "Unsupported grant_type");
        var client = form.GetValueOrDefault("client_assertion_type") == Jwt
            ? BySignature(realm, form.GetValueOrDefault("client_assertion") ?? "", issuer, tokenUrl)
            : BySecret(realm, form, authorization);
        if (client is null)
            return KeycloakReply.Error(401, "invalid_client", "Invalid client or Invalid client credentials");

        var token = $"eyJ.{Convert.ToHexString(RandomNumberGenerator.GetBytes(24))}.{Interlocked.Increment(ref _issued)}";
        _tokens[token] = (client, DateTimeOffset.UtcNow + options.TokenLifetime);
        return KeycloakReply.Ok(new JsonObject
        {
            ["access_token"] = token,
            ["expires_in"] = (int)(options.ClaimedTokenLifetime ?? options.TokenLifetime).TotalSeconds,
            ["refresh_expires_in"] = 0,
            ["token_type"] = "Bearer",
            ["not-before-policy"] = 0,
            ["scope"] = "profile email",
        });
    }

    private static KeycloakFakeClient? BySecret(KeycloakRealm realm, Dictionary<string, string> form, string authorization)
    {
        var (id, secret) = (form.GetValueOrDefault("client_id"), form.GetValueOrDefault("client_secret"));
        if (authorization.StartsWith("Basic ", StringComparison.Ordinal))
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(authorization["Basic ".Length..])).Split(':', 2);
            (id, secret) = (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1].Replace('+', ' ')));
        }

        return realm.Clients.FirstOrDefault(client => client.ClientId == id && client.Secret is not null && client.Secret == secret);
    }

    private KeycloakFakeClient? BySignature(KeycloakRealm realm, string assertion, string issuer, string tokenUrl)
    {
        if (assertion.Split('.') is not [var head, var claims, var signature])
            return null;
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(head))!;
        var body = JsonNode.Parse(Base64Url.DecodeFromChars(claims))!;
        var client = realm.Clients.FirstOrDefault(client => client.Key is not null && client.ClientId == (string?)body["sub"]);
        var audiences = options.Version >= 26 ? new[] { issuer } : [issuer, tokenUrl];
        var isGood = client is not null
            && (string?)header["alg"] == "RS256"
            && (string?)body["iss"] == client.ClientId
            && audiences.Contains((string?)body["aud"], StringComparer.Ordinal)
            && DateTimeOffset.FromUnixTimeSeconds((long)body["exp"]!) > DateTimeOffset.UtcNow
            && client.Key!.VerifyData(
                Encoding.ASCII.GetBytes($"{head}.{claims}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            && _usedAssertions.TryAdd((string)body["jti"]!, true);
        return isGood ? client : null;
    }
}
