using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Tests.RealServer;

/// <summary>Binds to slapd by client certificate, and to one that talks to nobody unknown.</summary>
public sealed class ExternalBindTests
{
    private const string MapClients = $"""
        authz-regexp "cn=([^,]*),ou=clients,o=example" "cn=$1,{DirectorySeed.Suffix}"
        """;

    private static readonly SlapdOptions Mapping = new() { GlobalConfiguration = MapClients };

    [SkippableTheory]
    [InlineData(LdapSecurity.StartTls)]
    [InlineData(LdapSecurity.Ldaps)]
    public async Task Certificate_of_an_intermediate_authority_is_who_binds(LdapSecurity security)
    {
        await using var server = await StartAsync(Mapping);
        await using var connection = await LdapConnection.ConnectAsync(WithCertificate(server, security));

        await connection.BindAsync(LdapCredential.External());

        (await connection.WhoAmIAsync()).ShouldBe("dn:" + DirectorySeed.ReaderDn);
        connection.IsSealed.ShouldBeFalse();
        var everyone = await connection.SearchAsync(LdapSearchRequest.ForEntry(DirectorySeed.EveryoneDn, "member")).ReadToEndAsync();
        everyone.Entries.ShouldHaveSingleItem().Attributes.ShouldHaveSingleItem().Values.Count.ShouldBe(server.Seed.People);
    }

    [SkippableFact]
    public async Task Identity_that_the_certificate_may_not_take_on_is_refused()
    {
        await using var server = await StartAsync(Mapping);
        await using var connection = await LdapConnection.ConnectAsync(WithCertificate(server, LdapSecurity.Ldaps));

        var refused = await Should.ThrowAsync<LdapResultException>(
            () => connection.BindAsync(LdapCredential.External("dn:" + DirectorySeed.PersonDn(1))));

        refused.Message.ShouldContain("bind by EXTERNAL as dn:");
    }

    [SkippableFact]
    public async Task External_without_tls_or_certificate_is_refused_before_anything_is_sent()
    {
        await using var server = await StartAsync(Mapping);
        var plain = SlapdFixture.OptionsFor(server) with { ClientCertificate = TestPki.Shared.Client };

        (await RefusedAsync(plain)).ShouldContain("needs TLS");
        (await RefusedAsync(SlapdFixture.OptionsFor(server, LdapSecurity.Ldaps))).ShouldContain("no client certificate");
    }

    [SkippableTheory]
    [InlineData(LdapSecurity.StartTls)]
    [InlineData(LdapSecurity.Ldaps)]
    public async Task Server_that_forbids_anonymous_binds_is_bound_to_after_tls(LdapSecurity security)
    {
        await using var server = await StartAsync(
            new SlapdOptions { RequireTls = true, GlobalConfiguration = "disallow bind_anon\nrequire authc" });
        await using var connection = await LdapConnection.ConnectAsync(SlapdFixture.OptionsFor(server, security));

        await connection.BindAsync(LdapCredential.Simple(DirectorySeed.ReaderDn, DirectorySeed.Password));

        (await connection.WhoAmIAsync()).ShouldBe("dn:" + DirectorySeed.ReaderDn);
        await using var anonymous = await LdapConnection.ConnectAsync(SlapdFixture.OptionsFor(server, security));
        (await Should.ThrowAsync<LdapResultException>(() => anonymous.BindAsync(LdapCredential.Anonymous)))
            .Code.ShouldBe(LdapResultCode.InappropriateAuthentication);
    }

    private static async Task<SlapdServer> StartAsync(SlapdOptions options)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        return await SlapdServer.StartAsync(options);
    }

    private static LdapConnectionOptions WithCertificate(SlapdServer server, LdapSecurity security) =>
        SlapdFixture.OptionsFor(server, security) with
        {
            ClientCertificate = TestPki.Shared.Client,
            ClientCertificateIssuers = [TestPki.Shared.Intermediate],
        };

    private static async Task<string> RefusedAsync(LdapConnectionOptions options)
    {
        await using var connection = await LdapConnection.ConnectAsync(options);
        var refused = await Should.ThrowAsync<LdapSaslException>(() => connection.BindAsync(LdapCredential.External()));
        refused.Failure.ShouldBe(LdapSaslFailure.NotPossible);
        return refused.Message;
    }
}
