using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Npm;

namespace LdapVendorSync.Core.Tests.Http.Authentication;

/// <summary>Against a certified OAuth 2 server, whose tokens open an API.</summary>
public sealed class OAuth2ServerTests : IDisposable
{
    private const string Password = "Fixture-pass-1";

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-oauth2-").FullName;
    private readonly LogRecorder _log = new();

    [SkippableTheory]
    [InlineData("sync:app", ClientAuthentication.Basic)]
    [InlineData("post", ClientAuthentication.Post)]
    public async Task Token_is_got_with_a_secret(string client, ClientAuthentication method)
    {
        Skip.IfNot(OidcServer.MissingReason is null, OidcServer.MissingReason);
        await using var server = await OidcServer.StartAsync();
        var auth = Auth(server, client) with
        {
            ClientSecret = new Secret(OidcServer.ClientSecret),
            ClientAuthentication = method,
            Scope = "people:read",
            Resource = "urn:example:people",
        };

        var me = await AskAsync(server, auth);

        me.GetProperty("client").GetString().ShouldBe(client);
        me.GetProperty("scope").GetString().ShouldBe("people:read");
        me.GetProperty("audience").GetString().ShouldBe("urn:example:people");
        _log.All.ShouldNotContain(OidcServer.ClientSecret);
        _log.All.ShouldNotContain(Uri.EscapeDataString(OidcServer.ClientSecret));
    }

    [SkippableTheory]
    [InlineData("RS256", "pem")]
    [InlineData("PS256", "encrypted pem")]
    [InlineData("RS256", "legacy pem")]
    [InlineData("ES256", "pem")]
    [InlineData("ES384", "encrypted pem")]
    [InlineData("ES256", "legacy pem")]
    [InlineData("ES256", "pkcs12")]
    [InlineData("RS256", "pkcs12")]
    public async Task Token_is_got_with_a_private_key(string algorithm, string format)
    {
        Skip.IfNot(OidcServer.MissingReason is null, OidcServer.MissingReason);
        using var key = CreateKey(algorithm);
        await using var server = await OidcServer.StartAsync(60, PublicKey(key, algorithm));
        var auth = Auth(server, $"jwt-{algorithm}") with
        {
            ClientAuthentication = ClientAuthentication.PrivateKeyJwt,
            Key = await StoreAsync(key, format),
            KeyId = "key-1",
            Algorithm = algorithm == "PS256" ? "PS256" : null,
        };

        (await AskAsync(server, auth)).GetProperty("client").GetString().ShouldBe($"jwt-{algorithm}");

        _log.All.ShouldNotContain("eyJ");
    }

    [SkippableTheory]
    [InlineData("client-ec.jks", "ES256")]
    [InlineData("client-rsa.jks", "RS256")]
    public async Task Token_is_got_with_the_key_of_a_java_key_store(string file, string algorithm)
    {
        Skip.IfNot(OidcServer.MissingReason is null, OidcServer.MissingReason);
        var store = new CertificateStoreSettings
        {
            File = Path.Combine(AppContext.BaseDirectory, "Security", "Data", file),
            Password = new Secret(Password),
        };
        var own = (await store.ToStore().LoadClientCertificateAsync(CancellationToken.None)).Certificate;
        using AsymmetricAlgorithm key = algorithm == "ES256" ? own.GetECDsaPublicKey()! : own.GetRSAPublicKey()!;
        await using var server = await OidcServer.StartAsync(60, PublicKey(key, algorithm));
        var auth = Auth(server, $"jwt-{algorithm}") with
        {
            ClientAuthentication = ClientAuthentication.PrivateKeyJwt, Key = store, KeyId = "key-1",
        };

        (await AskAsync(server, auth)).GetProperty("client").GetString().ShouldBe($"jwt-{algorithm}");
    }

    [SkippableFact]
    public async Task Token_is_got_with_the_client_certificate_alone()
    {
        Skip.IfNot(OidcServer.MissingReason is null, OidcServer.MissingReason);
        await using var server = await OidcServer.StartAsync();
        var file = Path.Combine(_folder, "client.pem");
        var own = TestPki.Shared.Client;
        using var key = own.GetECDsaPrivateKey()!;
        var protection = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        await File.WriteAllTextAsync(
            file,
            $"{own.ExportCertificatePem()}\n{TestPki.Shared.Intermediate.ExportCertificatePem()}\n{key.ExportEncryptedPkcs8PrivateKeyPem(Password, protection)}\n");
        var auth = Auth(server, "mtls") with { ClientAuthentication = ClientAuthentication.Tls };
        var settings = Settings(server, auth) with
        {
            Keystore = new CertificateStoreSettings { File = file, Password = new Secret(Password) },
        };

        (await AskAsync(settings)).GetProperty("client").GetString().ShouldBe("mtls");
    }

    [SkippableFact]
    public async Task Token_is_renewed_before_it_expires()
    {
        Skip.IfNot(OidcServer.MissingReason is null, OidcServer.MissingReason);
        await using var server = await OidcServer.StartAsync(lifetimeSeconds: 6);
        await using var client = await HttpVendor.ConnectAsync(Settings(server, WithSecret(server)), log: _log);
        var until = DateTime.UtcNow.AddSeconds(7);

        while (DateTime.UtcNow < until)
        {
            (await client.SendAsync(HttpVendor.Get("/me"), CancellationToken.None)).IsSuccess.ShouldBeTrue();
            await Task.Delay(50);
        }

        (await server.CountIssuedAsync()).ShouldBe(2);
        _log.All.ShouldNotContain("was refused; it is renewed");
    }

    [SkippableFact]
    public async Task Token_that_the_server_forgot_is_renewed_once_for_all_requests()
    {
        Skip.IfNot(OidcServer.MissingReason is null, OidcServer.MissingReason);
        await using var server = await OidcServer.StartAsync();
        await using var client = await HttpVendor.ConnectAsync(Settings(server, WithSecret(server)), log: _log);
        await client.SendAsync(HttpVendor.Get("/me"), CancellationToken.None);
        await server.ForgetTokensAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => client.SendAsync(HttpVendor.Get("/me"), CancellationToken.None)));

        answers.ShouldAllBe(answer => answer.IsSuccess);
        (await server.CountIssuedAsync()).ShouldBe(2);
    }

    [SkippableTheory]
    [InlineData("wrong secret", "invalid_client", "check client_id, client_secret and client_authentication")]
    [InlineData("unknown client", "invalid_client", "check client_id, client_secret and client_authentication")]
    [InlineData("wrong target", "invalid_target", "check resource and audience")]
    public async Task Refusal_of_the_server_is_told_with_what_to_check(string mistake, string code, string hint)
    {
        Skip.IfNot(OidcServer.MissingReason is null, OidcServer.MissingReason);
        await using var server = await OidcServer.StartAsync();
        var auth = mistake switch
        {
            "wrong secret" => WithSecret(server) with { ClientSecret = new Secret("canary-wrong-secret") },
            "unknown client" => WithSecret(server) with { ClientId = "nobody" },
            _ => WithSecret(server) with { Resource = "not an address" },
        };
        await using var client = await HttpVendor.ConnectAsync(Settings(server, auth), log: _log);

        for (var i = 0; i < 2; i++)
        {
            var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get("/me"), CancellationToken.None));
            error.Failure.ShouldBe(VendorFailure.Authentication);
            error.NotSent.ShouldBeTrue();
            error.Message.ShouldContain("cannot get an access token");
            error.Message.ShouldContain(code);
            error.Message.ShouldContain(hint);
            error.ToString().ShouldNotContain("canary");
        }

        _log.Texts.Count(text => text.Contains("> POST", StringComparison.Ordinal)).ShouldBe(1);
        _log.All.ShouldNotContain("canary");
    }

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static AuthSettings Auth(OidcServer server, string client) =>
        new() { Method = AuthMethod.OAuth2, TokenUrl = server.TokenUrl, ClientId = client };

    private static AuthSettings WithSecret(OidcServer server) =>
        Auth(server, "sync:app") with { ClientSecret = new Secret(OidcServer.ClientSecret) };

    private static VendorSettings Settings(OidcServer server, AuthSettings auth) => HttpVendor.Settings(server.ApiUrl) with
    {
        Auth = auth,
        Truststore = new CertificateStoreSettings { File = server.AuthorityFile },
    };

    private Task<JsonElement> AskAsync(OidcServer server, AuthSettings auth) => AskAsync(Settings(server, auth));

    private async Task<JsonElement> AskAsync(VendorSettings settings)
    {
        await using var client = await HttpVendor.ConnectAsync(settings, log: _log);
        var response = await client.SendAsync(HttpVendor.Get("/me"), CancellationToken.None);
        response.IsSuccess.ShouldBeTrue();
        return JsonDocument.Parse(response.Body).RootElement;
    }

    private static AsymmetricAlgorithm CreateKey(string algorithm) => algorithm switch
    {
        "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        _ => RSA.Create(2048),
    };

    private static JsonObject PublicKey(AsymmetricAlgorithm key, string algorithm)
    {
        var jwk = new JsonObject { ["alg"] = algorithm, ["kid"] = "key-1", ["use"] = "sig" };
        if (key is RSA rsa)
        {
            var parameters = rsa.ExportParameters(false);
            jwk["kty"] = "RSA";
            jwk["n"] = Base64Url.EncodeToString(parameters.Modulus);
            jwk["e"] = Base64Url.EncodeToString(parameters.Exponent);
            return jwk;
        }

        var point = ((ECDsa)key).ExportParameters(false).Q;
        jwk["kty"] = "EC";
        jwk["crv"] = algorithm == "ES384" ? "P-384" : "P-256";
        jwk["x"] = Base64Url.EncodeToString(point.X);
        jwk["y"] = Base64Url.EncodeToString(point.Y);
        return jwk;
    }

    private async Task<CertificateStoreSettings> StoreAsync(AsymmetricAlgorithm key, string format)
    {
        var file = Path.Combine(_folder, "key");
        var protection = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        if (format == "pkcs12")
        {
            var request = key is RSA rsa
                ? new CertificateRequest("CN=signer", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                : new CertificateRequest("CN=signer", (ECDsa)key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
            await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12, Password));
        }
        else
        {
            await File.WriteAllTextAsync(file, format switch
            {
                "pem" => key.ExportPkcs8PrivateKeyPem(),
                "encrypted pem" => key.ExportEncryptedPkcs8PrivateKeyPem(Password, protection),
                _ => await LegacyPem.EncryptAsync(key, Password),
            });
        }

        return new CertificateStoreSettings { File = file, Password = format == "pem" ? null : new Secret(Password) };
    }
}
