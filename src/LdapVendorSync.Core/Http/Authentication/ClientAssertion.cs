using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>The signed statement by which a client says who it is (RFC 7523 section 3, OpenID Connect Core section 9).</summary>
internal static class ClientAssertion
{
    // Long enough for a clock that runs a little behind, short enough to be worth nothing to a thief.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>Makes one, with an id of its own.</summary>
    /// <param name="key">Signs it.</param>
    /// <param name="clientId">Who says so.</param>
    /// <param name="audience">To whom.</param>
    /// <param name="keyId">The name of the key at the server; <see langword="null"/> where it needs none.</param>
    /// <param name="now">The time.</param>
    /// <returns>A JSON Web Token (RFC 7519) in compact form.</returns>
    public static string Create(SigningKey key, string clientId, string audience, string? keyId, DateTimeOffset now)
    {
        var header = new JsonObject { ["alg"] = key.Algorithm, ["typ"] = "JWT" };
        if (keyId is not null)
            header["kid"] = keyId;
        if (key.Certificate is { } certificate)
        {
            // RFC 7515 sections 4.1.7 and 4.1.8: by one of them a server finds the certificate among those it knows.
            header["x5t"] = Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA1));
            header["x5t#S256"] = Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256));
        }

        var claims = new JsonObject
        {
            ["iss"] = clientId,
            ["sub"] = clientId,
            ["aud"] = audience,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
        };
        var signed = $"{Part(header)}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
}
