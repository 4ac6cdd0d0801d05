using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Tests.RealServer;

[Collection(SharedSlapd.Name)]
public sealed class BindTests(SlapdFixture slapd)
{
    [SkippableTheory]
    [InlineData(LdapSecurity.None)]
    [InlineData(LdapSecurity.StartTls)]
    [InlineData(LdapSecurity.Ldaps)]
    public async Task Simple_bind_makes_the_connection_that_user(LdapSecurity security)
    {
        await using var connection = await LdapConnection.ConnectAsync(slapd.Options(security));

        await connection.BindAsync(LdapCredential.Simple(DirectorySeed.PersonDn(3), DirectorySeed.Password));

        (await connection.WhoAmIAsync()).ShouldBe("dn:" + DirectorySeed.PersonDn(3));
        connection.IsEncrypted.ShouldBe(security != LdapSecurity.None);
    }

    [SkippableFact]
    public async Task Anonymous_bind_makes_the_connection_nobody()
    {
        await using var connection = await slapd.ConnectAsync();

        await connection.BindAsync(LdapCredential.Anonymous);

        (await connection.WhoAmIAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Wrong_password_is_refused_once_and_not_tried_again()
    {
        await using var connection = await LdapConnection.ConnectAsync(slapd.Options());

        var refused = await Should.ThrowAsync<LdapResultException>(
            () => connection.BindAsync(LdapCredential.Simple(DirectorySeed.PersonDn(7), "not the password")));

        refused.Code.ShouldBe(LdapResultCode.InvalidCredentials);
        refused.Message.ShouldContain(DirectorySeed.PersonDn(7));
        refused.Message.ShouldNotContain("not the password");
        var failures = await slapd.Server.LdapSearchAsync("-b", DirectorySeed.PersonDn(7), "-s", "base", "pwdFailureTime");
        LdifLines.Read(failures).Count(line => line.Contains("pwdFailureTime", StringComparison.Ordinal)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Bind_with_a_search_outstanding_is_refused_before_it_is_sent()
    {
        await using var connection = await slapd.ConnectAsync();
        await using var items = connection.SearchAsync(new LdapSearchRequest { BaseDn = DirectorySeed.Suffix }).GetAsyncEnumerator();
        await items.MoveNextAsync();

        await Should.ThrowAsync<InvalidOperationException>(() => connection.BindAsync(LdapCredential.Anonymous));

        (await items.MoveNextAsync()).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Server_that_demands_tls_is_named_in_the_error()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync(new SlapdOptions { RequireTls = true });
        await using var connection = await LdapConnection.ConnectAsync(SlapdFixture.OptionsFor(server));

        var refused = await Should.ThrowAsync<LdapResultException>(
            () => connection.BindAsync(LdapCredential.Simple(DirectorySeed.ReaderDn, DirectorySeed.Password)));

        refused.Code.ShouldBe(LdapResultCode.ConfidentialityRequired);
        refused.Message.ShouldContain("Use StartTLS or LDAPS");
    }

    [SkippableFact]
    public async Task Start_tls_twice_is_refused()
    {
        await using var connection = await slapd.ConnectAsync(LdapSecurity.StartTls);

        await Should.ThrowAsync<InvalidOperationException>(() => connection.StartTlsAsync());
    }
}
