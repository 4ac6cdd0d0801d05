using LdapVendorSync.Fixtures.Samba;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Filters;

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

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<int> CountPeopleAsync(LdapConnection connection) => CountAsync(connection, "(sAMAccountName=u0*)");

    private static async Task<int> CountAsync(LdapConnection connection, string filter)
    {
        var request = new LdapSearchRequest { BaseDn = SambaSeed.BaseDn, Filter = LdapFilter.Parse(filter) };
        var response = await connection.SearchPagedAsync(request, 50).ReadToEndAsync();
        response.Result.Code.ShouldBe(LdapResultCode.Success);
        return response.Entries.Count;
    }
}
