using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Samba;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Tests.Faults;

namespace LdapVendorSync.Ldap.Tests.RealServer;

/// <summary>Kerberos binds to a real domain controller and its KDC.</summary>
public sealed class KerberosTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-krb5-").FullName;

    private static KerberosIdentity Reader => KerberosIdentity.WithPassword(SambaSeed.ReaderPrincipal, SambaSeed.Password);

    [SkippableTheory]
    [InlineData(LdapSecurity.None)]
    [InlineData(LdapSecurity.StartTls)]
    [InlineData(LdapSecurity.Ldaps)]
    public async Task Gssapi_with_a_password_reads_everybody(LdapSecurity security)
    {
        var samba = await ActiveDirectory.RequireKerberosAsync();
        await using var connection = await LdapConnection.ConnectAsync(samba.Options(security));

        await connection.BindAsync(LdapCredential.Gssapi(Reader));

        connection.IsSealed.ShouldBe(security == LdapSecurity.None);
        (await CountPeopleAsync(connection)).ShouldBe(samba.People);
    }

    [SkippableFact]
    public async Task Spnego_with_a_password_is_sealed_on_a_plain_connection()
    {
        var samba = await ActiveDirectory.RequireKerberosAsync();
        await using var connection = await LdapConnection.ConnectAsync(samba.Options(LdapSecurity.None));

        await connection.BindAsync(LdapCredential.GssSpnego(Reader));

        connection.IsSealed.ShouldBeTrue();
        (await CountPeopleAsync(connection)).ShouldBe(samba.People);
    }

    [SkippableFact]
    public async Task Keytab_gives_the_named_principal_also_where_another_comes_first()
    {
        var samba = await ActiveDirectory.RequireKerberosAsync();
        var keytab = Path.Combine(_folder, "both.keytab");
        await samba.ExportKeytabAsync("u00000@AD.TEST", keytab);
        await samba.ExportKeytabAsync(SambaSeed.ReaderPrincipal, keytab);
        await using var connection = await LdapConnection.ConnectAsync(samba.Options(LdapSecurity.None));

        await connection.BindAsync(LdapCredential.Gssapi(KerberosIdentity.WithKeytab(SambaSeed.ReaderPrincipal, keytab)));

        // Of the two, the reader alone cannot see the hidden person
        (await CountAsync(connection, "(sAMAccountName=hidden)")).ShouldBe(0);
        await using var other = await LdapConnection.ConnectAsync(samba.Options(LdapSecurity.None));
        await other.BindAsync(LdapCredential.Gssapi(KerberosIdentity.WithKeytab("u00000@AD.TEST", keytab)));
        (await CountAsync(other, "(sAMAccountName=hidden)")).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Sealed_connection_carries_many_searches_at_once()
    {
        var samba = await ActiveDirectory.RequireKerberosAsync();
        await using var connection = await LdapConnection.ConnectAsync(samba.Options(LdapSecurity.None));
        await connection.BindAsync(LdapCredential.Gssapi(Reader));

        var counts = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => CountOneAsync(connection, SambaSeed.PersonDn(number))));

        counts.ShouldAllBe(count => count == 1);
        await Should.ThrowAsync<InvalidOperationException>(() => connection.BindAsync(LdapCredential.Gssapi(Reader)));
        await Should.ThrowAsync<InvalidOperationException>(() => connection.StartTlsAsync());
    }

    [SkippableFact]
    public async Task Wrong_password_is_one_attempt()
    {
        var samba = await ActiveDirectory.RequireKerberosAsync();

        var refused = await RefusedAsync(samba, KerberosIdentity.WithPassword("wrong2@AD.TEST", "not the password"));

        refused.Failure.ShouldBe(LdapSaslFailure.WrongPassword);
        refused.Message.ShouldContain("by GSSAPI as wrong2@AD.TEST: the password is wrong");
        refused.ToString().ShouldNotContain("not the password");
        (await ActiveDirectoryBindTests.BadPasswordsAsync(samba, "wrong2")).ShouldBe(1);
    }

    [SkippableTheory]
    [InlineData("disabled@AD.TEST", LdapSaslFailure.AccountRefused)]
    [InlineData("locked@AD.TEST", LdapSaslFailure.AccountRefused)]
    [InlineData("expired@AD.TEST", LdapSaslFailure.AccountRefused)]
    [InlineData("pwd-expired@AD.TEST", LdapSaslFailure.PasswordExpired)]
    [InlineData("must-change@AD.TEST", LdapSaslFailure.PasswordExpired)]
    [InlineData("nobody@AD.TEST", LdapSaslFailure.UnknownUser)]
    [InlineData("svc-sync@NOWHERE.TEST", LdapSaslFailure.KdcUnreachable)]
    public async Task Refusal_of_the_kdc_is_told_apart(string principal, LdapSaslFailure failure)
    {
        var samba = await ActiveDirectory.RequireKerberosAsync();

        var refused = await RefusedAsync(samba, KerberosIdentity.WithPassword(principal, SambaSeed.Password));

        refused.Failure.ShouldBe(failure);
        refused.Message.ShouldNotContain(SambaSeed.Password);
    }

    [SkippableFact]
    public async Task Service_that_the_kdc_does_not_know_is_named()
    {
        var samba = await ActiveDirectory.RequireKerberosAsync();

        var refused = await RefusedAsync(samba, Reader, "ldap/dc9.ad.test");

        refused.Failure.ShouldBe(LdapSaslFailure.UnknownService);
        refused.Message.ShouldContain("ldap/dc9.ad.test");
    }

    [SkippableFact]
    public async Task Service_whose_key_the_server_does_not_have_is_refused_by_the_server()
    {
        var samba = await ActiveDirectory.RequireKerberosAsync();
        await samba.ModifyAsync($"""
            dn: {SambaSeed.ComputerDn}
            changetype: modify
            replace: servicePrincipalName
            servicePrincipalName: ldap/pc1.ad.test
            -
            replace: unicodePwd
            unicodePwd:: {Convert.ToBase64String(System.Text.Encoding.Unicode.GetBytes('"' + SambaSeed.Password + '"'))}

            """);
        await using var connection = await LdapConnection.ConnectAsync(samba.Options(LdapSecurity.None));

        var refused = await Should.ThrowAsync<LdapResultException>(
            () => connection.BindAsync(LdapCredential.Gssapi(Reader, "ldap/pc1.ad.test")));

        refused.Message.ShouldContain("bind by GSSAPI as svc-sync@AD.TEST");
    }

    [SkippableFact]
    public async Task Keytab_that_cannot_be_used_is_told()
    {
        var samba = await ActiveDirectory.RequireKerberosAsync();
        var keytab = Path.Combine(_folder, "other.keytab");
        await samba.ExportKeytabAsync("u00000@AD.TEST", keytab);
        var damaged = Path.Combine(_folder, "damaged.keytab");
        await File.WriteAllTextAsync(damaged, "no keytab");

        foreach (var (file, text) in ((string, string)[])
            [(keytab, "has no key of svc-sync@AD.TEST; it has those of u00000@AD.TEST"), (damaged, "is no keytab"),
                (Path.Combine(_folder, "nowhere"), "there is no keytab")])
        {
            var refused = await RefusedAsync(samba, KerberosIdentity.WithKeytab(SambaSeed.ReaderPrincipal, file));
            refused.Failure.ShouldBe(LdapSaslFailure.NoCredentials);
            refused.Message.ShouldContain(text);
        }
    }

    [SkippableFact]
    public async Task Spnego_over_tls_is_refused_before_anything_is_sent()
    {
        Skip.If(OperatingSystem.IsWindows(), "possible there");
        var samba = await ActiveDirectory.RequireKerberosAsync();
        await using var connection = await LdapConnection.ConnectAsync(samba.Options());

        var refused = await Should.ThrowAsync<LdapSaslException>(() => connection.BindAsync(LdapCredential.GssSpnego(Reader)));

        refused.Failure.ShouldBe(LdapSaslFailure.NotPossible);
        refused.Message.ShouldContain("Use GSSAPI");
    }

    [SkippableTheory]
    [InlineData("GSSAPI")]
    [InlineData("GSS-SPNEGO")]
    public async Task Server_that_does_not_prove_who_it_is_is_not_believed(string mechanism)
    {
        await ActiveDirectory.RequireKerberosAsync();
        await using var impostor = ScriptedLdapPeer.Start(async connection =>
        {
            await connection.AcceptBindAsync();
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(impostor));
        var credential = mechanism == "GSSAPI"
            ? LdapCredential.Gssapi(Reader, "ldap/dc1.ad.test")
            : LdapCredential.GssSpnego(Reader, "ldap/dc1.ad.test");

        var refused = await Should.ThrowAsync<LdapSaslException>(() => connection.BindAsync(credential));

        refused.Failure.ShouldBe(LdapSaslFailure.ServerNotAuthenticated);
        connection.Failure.ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task Challenge_that_is_not_genuine_ends_the_bind()
    {
        await ActiveDirectory.RequireKerberosAsync();
        await using var impostor = ScriptedLdapPeer.Start(async connection =>
        {
            var bind = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.SaslChallenge(bind.MessageId, [0x6F, 1, 2, 3]));
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(impostor));

        await Should.ThrowAsync<LdapSaslException>(() => connection.BindAsync(LdapCredential.Gssapi(Reader, "ldap/dc1.ad.test")));

        impostor.Requests.ShouldHaveSingleItem();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<int> CountPeopleAsync(LdapConnection connection) => CountAsync(connection, "(sAMAccountName=u0*)");

    private static async Task<int> CountOneAsync(LdapConnection connection, string dn)
    {
        var response = await connection.SearchAsync(LdapSearchRequest.ForEntry(dn, "cn")).ReadToEndAsync();
        return response.Entries.Count;
    }

    private static async Task<LdapSaslException> RefusedAsync(SambaServer samba, KerberosIdentity identity, string? service = null)
    {
        await using var connection = await LdapConnection.ConnectAsync(samba.Options(LdapSecurity.None));
        return await Should.ThrowAsync<LdapSaslException>(() => connection.BindAsync(LdapCredential.Gssapi(identity, service)));
    }

    private static async Task<int> CountAsync(LdapConnection connection, string filter)
    {
        var request = new LdapSearchRequest { BaseDn = SambaSeed.BaseDn, Filter = LdapFilter.Parse(filter) };
        var response = await connection.SearchPagedAsync(request, 50).ReadToEndAsync();
        response.Result.Code.ShouldBe(LdapResultCode.Success);
        return response.Entries.Count;
    }
}
