using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Entra;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Fixtures.Entra;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sources.Entra;

/// <summary>Tokens by Microsoft's own library, from an endpoint that looks at secrets and signatures.</summary>
public sealed class EntraTokenTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-entra-").FullName;
    private EntraServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await EntraServer.StartAsync();
        _server.Store.AddGroup("SRE", _server.Store.AddUsers(30));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_token_serves_the_whole_run()
    {
        await using var source = EntraTesting.SourceOf(_server, settings => settings with { PageSize = 5 });

        await Task.WhenAll(source.ReadAllAsync("SRE"), source.ReadAllAsync("*"), source.ReadAllAsync("SRE"));

        _server.TokenRequests.Count.ShouldBe(1);
        _server.TokenRequests[0].Headers["x-client-SKU"].ShouldBe("MSAL.NetCore");
    }

    [Fact]
    public async Task Token_that_is_refused_in_the_middle_is_renewed_once()
    {
        await using var source = EntraTesting.SourceOf(_server, settings => settings with { PageSize = 5 });
        (await source.ReadAllAsync("SRE")).Read.ShouldBeComplete();
        _server.RevokeTokens();

        var (members, read) = await source.ReadAllAsync("SRE");

        read.ShouldBeComplete();
        members.Count.ShouldBe(30);
        _server.TokenRequests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Token_of_short_life_is_renewed_before_it_ends()
    {
        _server.Options.TokenLifetimeSeconds = 2;
        await using var source = EntraTesting.SourceOf(_server);
        (await source.ReadAllAsync("SRE")).Read.ShouldBeComplete();
        await Task.Delay(TimeSpan.FromSeconds(2));

        (await source.ReadAllAsync("SRE")).Read.ShouldBeComplete();

        _server.TokenRequests.Count.ShouldBe(2);
        _server.GraphRequests.ShouldAllBe(request => request.Status == 200);
    }

    [Theory]
    [InlineData("secret", "AADSTS7000215", "value of the secret, not its id")]
    [InlineData("client", "AADSTS700016", "check client_id and tenant_id")]
    [InlineData("tenant", "AADSTS90002", "check tenant_id and cloud")]
    [InlineData("certificate", "AADSTS700027", "upload its public half")]
    public async Task Refusal_is_explained_and_never_tried_again(string what, string code, string hint)
    {
        var certificate = what == "certificate" ? WriteCertificate(RsaCertificate()) : null;
        await using var source = EntraTesting.SourceOf(_server, settings => what switch
        {
            "secret" => settings with { ClientSecret = new Secret("wrong-canary-secret") },
            "client" => settings with { ClientId = Guid.NewGuid().ToString() },
            "tenant" => settings with { TenantId = "fabrikam.test" },
            _ => settings with { ClientSecret = null, Keystore = new CertificateStoreSettings { File = certificate! } },
        });

        var error = (await source.ReadAllAsync("SRE")).Read.ShouldHaveFailed(SourceFailure.Authentication);
        (await source.ReadAllAsync("*")).Read.ShouldHaveFailed(SourceFailure.Authentication);

        error.Message.ShouldContain(code);
        error.Message.ShouldContain(hint);
        error.Message.ShouldNotContain("canary");
        _server.TokenRequests.Count.ShouldBe(1);
        _server.GraphRequests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("PEM")]
    [InlineData("PFX")]
    public async Task Certificate_proves_who_the_app_is(string format)
    {
        using var certificate = RsaCertificate();
        _server.Register(certificate);
        var keystore = format == "PEM"
            ? new CertificateStoreSettings { File = WriteCertificate(certificate) }
            : new CertificateStoreSettings { File = WritePfx(certificate, "pfx-canary"), Password = new Secret("pfx-canary") };
        await using var source = EntraTesting.SourceOf(_server, settings => settings with { ClientSecret = null, Keystore = keystore });

        (await source.ReadAllAsync("SRE")).Read.ShouldBeComplete();
        _server.RevokeTokens();
        // Each assertion is good for one use.
        (await source.ReadAllAsync("SRE")).Read.ShouldBeComplete();

        _server.TokenRequests.Count.ShouldBe(2);
        _server.TokenRequests[0].Body.ShouldContain("client_assertion=");
    }

    [Fact]
    public async Task Certificate_whose_key_is_not_RSA_is_refused_before_anything_is_sent()
    {
        var file = Path.Combine(_folder, "ec.pem");
        var own = TestPki.Shared.Client;
        await File.WriteAllTextAsync(file, own.ExportCertificatePem() + "\n" + TestPki.KeyPem(own));
        await using var source = EntraTesting.SourceOf(
            _server, settings => settings with { ClientSecret = null, Keystore = new CertificateStoreSettings { File = file } });

        (await source.ReadAllAsync("SRE")).Read.ShouldHaveFailed(SourceFailure.Authentication).Message.ShouldContain("RSA");

        _server.Requests.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Both_servers_are_verified_by_the_trust_store()
    {
        await using var server = await EntraServer.StartAsync(TestPki.Shared.Server);
        server.Store.AddGroup("SRE", server.Store.AddUser("alice"));
        var file = Path.Combine(_folder, "roots.pem");
        await File.WriteAllTextAsync(file, TestPki.Shared.Authority.ExportCertificatePem());
        await using var trusting = EntraTesting.SourceOf(
            server, settings => settings with { Truststore = new CertificateStoreSettings { File = file } });
        await using var strange = EntraTesting.SourceOf(server);

        (await trusting.ReadAllAsync("SRE")).Read.ShouldBeComplete();
        var error = (await strange.ReadAllAsync("SRE")).Read.ShouldHaveFailed(SourceFailure.Unavailable);

        error.Message.ShouldContain("certificate");
        server.TokenRequests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(FaultKind.Status, 503)]
    [InlineData(FaultKind.Status, 429)]
    [InlineData(FaultKind.Reset, 0)]
    public async Task Token_endpoint_that_fails_for_a_moment_is_asked_again(FaultKind kind, int status)
    {
        _server.Faults.Add(new Fault { Kind = kind, Path = "/token$", Status = status, RetryAfter = "0", Times = 1 });
        await using var source = EntraTesting.SourceOf(_server);

        (await source.ReadAllAsync("SRE")).Read.ShouldBeComplete();

        _server.TokenRequests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(FaultKind.Html)]
    [InlineData(FaultKind.Garble)]
    [InlineData(FaultKind.Empty)]
    public async Task Answer_without_a_token_is_no_token(FaultKind kind)
    {
        _server.Faults.Add(new Fault { Kind = kind, Path = "/token$" });
        await using var source = EntraTesting.SourceOf(_server);

        var error = (await source.ReadAllAsync("SRE")).Read.ShouldHaveFailed(SourceFailure.Authentication);

        error.Message.ShouldContain("no access_token");
        _server.TokenRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Neither_secrets_nor_tokens_are_shown_anywhere()
    {
        using var log = new LogRecorder();
        await using var source = EntraTesting.SourceOf(_server, services: EntraTesting.Services(log));
        var shown = new List<string?>();
        shown.Add((await source.ReadAllAsync("SRE")).Read.Completeness!.ToString());
        _server.RevokeTokens();
        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Path = "/token$", Status = 401, Body = Echo(EntraServer.ClientSecret) });
        shown.Add((await source.ReadAllAsync("SRE")).Read.Completeness!.Error!.ToString());
        shown.AddRange((await source.TestAsync(default)).Select(result => result.ToString()));
        shown.Add(source.ToString());
        shown.Add(EntraTesting.SettingsOf(_server).ToString());

        var all = string.Join('\n', shown) + log.All;

        _server.IssuedTokens.Count.ShouldBe(1);
        foreach (var secret in _server.IssuedTokens.Append(EntraServer.ClientSecret).Append(Uri.EscapeDataString(EntraServer.ClientSecret)))
            all.ShouldNotContain(secret);
        all.ShouldContain("AADSTS7000215");
    }

    [Fact]
    public async Task Check_tells_each_step()
    {
        await using var good = EntraTesting.SourceOf(_server);
        (await good.TestAsync(default)).Select(result => (result.Step, result.Passed)).ShouldBe(
            [("reach", true), ("authenticate", true), ("groups", true), ("users", true)]);

        _server.Options.Permissions.Remove("User.Read.All");
        await using var unable = EntraTesting.SourceOf(_server);
        var denied = (await unable.TestAsync(default)).Single(result => !result.Passed);
        (denied.Step, denied.Hint!.Contains("User.Read.All", StringComparison.Ordinal)).ShouldBe(("users", true));

        await using var wrong = EntraTesting.SourceOf(_server, settings => settings with { ClientSecret = new Secret("wrong") });
        var refused = (await wrong.TestAsync(default)).ShouldHaveSingleItem();
        (refused.Step, refused.Passed).ShouldBe(("authenticate", false));

        await using var nowhere = EntraTesting.SourceOf(_server, settings => settings with { GraphUrl = new Uri("http://127.0.0.1:1") });
        var lost = (await nowhere.TestAsync(default)).ShouldHaveSingleItem();
        (lost.Step, lost.Passed).ShouldBe(("reach", false));
    }

    [Fact]
    public async Task Check_asks_for_no_permission_where_something_else_is_wrong()
    {
        await using var misspelt = EntraTesting.SourceOf(_server, settings => settings with { Attributes = ["departmnet"] });
        var unknown = (await misspelt.TestAsync(default)).Single(result => !result.Passed);
        (unknown.Step, unknown.Hint?.Contains("permission", StringComparison.Ordinal) ?? false).ShouldBe(("users", false));
        unknown.Message.ShouldContain("Correct 'attributes'");

        _server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "/groups" });
        await using var down = EntraTesting.SourceOf(_server);
        var failed = (await down.TestAsync(default)).Single(result => !result.Passed);
        (failed.Step, failed.Hint?.Contains("permission", StringComparison.Ordinal) ?? false).ShouldBe(("groups", false));
    }

    [Theory]
    [InlineData(EntraCloud.Global, "https://login.microsoftonline.com/", "https://graph.microsoft.com/v1.0")]
    [InlineData(EntraCloud.UsGovernment, "https://login.microsoftonline.us/", "https://graph.microsoft.us/v1.0")]
    [InlineData(EntraCloud.UsGovernmentDod, "https://login.microsoftonline.us/", "https://dod-graph.microsoft.us/v1.0")]
    [InlineData(EntraCloud.China, "https://login.chinacloudapi.cn/", "https://microsoftgraph.chinacloudapi.cn/v1.0")]
    public void Cloud_decides_where_everything_is(EntraCloud cloud, string authority, string graph)
    {
        var places = EntraPlaces.Of(EntraTesting.SettingsOf(_server) with { Cloud = cloud, AuthorityUrl = null, GraphUrl = null });

        (places.Authority.AbsoluteUri, places.Graph.AbsoluteUri).ShouldBe((authority, graph));
        places.Scope.ShouldBe(graph.Replace("/v1.0", "/.default", StringComparison.Ordinal));
    }

    private static string Echo(string secret) =>
        $$"""{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret '{{secret}}' provided.","error_codes":[7000215]}""";

    private static X509Certificate2 RsaCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=lvs-entra-test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private string WriteCertificate(X509Certificate2 certificate)
    {
        var file = Path.Combine(_folder, "app.pem");
        using var key = certificate.GetRSAPrivateKey()!;
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return file;
    }

    private string WritePfx(X509Certificate2 certificate, string password)
    {
        var file = Path.Combine(_folder, "app.pfx");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, password));
        return file;
    }
}
