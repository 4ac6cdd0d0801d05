using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Processes;
using LdapVendorSync.Fixtures.Samba;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Sources that authenticate by SASL: with a certificate at slapd, with Kerberos at a domain controller.</summary>
public sealed class LdapSaslTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-sasl-").FullName;

    [SkippableFact]
    public async Task Source_is_known_by_its_certificate_and_sends_the_issuers_along()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync(new SlapdOptions
        {
            GlobalConfiguration = $"authz-regexp \"cn=([^,]*),ou=clients,o=example\" \"cn=$1,{DirectorySeed.Suffix}\"",
        });
        await using var source = LdapTesting.Open(server.TlsUrl, settings => settings with
        {
            BindMethod = BindMethod.External,
            BindDn = null,
            BindPassword = null,
            Truststore = new CertificateStoreSettings { File = server.AuthorityFile },
            Keystore = new CertificateStoreSettings { File = WriteKeystore() },
        });

        var (members, read) = await source.ReadAllAsync(DirectorySeed.EveryoneDn);

        read.ShouldBeComplete();
        members.Count.ShouldBe(server.Seed.People);
    }

    [SkippableFact]
    public async Task Source_offers_a_password_that_the_kdc_refused_once_whatever_is_asked_of_it()
    {
        var samba = await SambaServer.SharedAsync();
        Skip.If(samba is null, SambaServer.MissingReason);
        NativeEnvironment.Set("KRB5_CONFIG", samba!.KerberosConfigurationFile);
        await using var source = LdapTesting.Open(samba.PlainUrl, settings => settings with
        {
            BindMethod = BindMethod.Gssapi,
            BindDn = null,
            BindPrincipal = "wrong1@AD.TEST",
            BindPassword = new Secret("canary-4711"),
            ServerUrls = [new Uri(samba.PlainUrl), new Uri(samba.PlainUrl)],
        });

        var reads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => source.ReadAllAsync(SambaSeed.TeamDn)));
        var later = await source.ReadAllAsync(SambaSeed.BigDn);

        foreach (var (_, read) in reads.Append(later))
            read.ShouldHaveFailed(SourceFailure.Authentication).Message.ShouldNotContain("canary");
        (await samba.LdapSearchAsync("-b", SambaSeed.BaseDn, "(sAMAccountName=wrong1)", "badPwdCount")).ShouldContain("badPwdCount: 1\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string WriteKeystore()
    {
        var pki = TestPki.Shared;
        var file = Path.Combine(_folder, "client.pem");
        File.WriteAllText(
            file,
            $"{pki.Client.ExportCertificatePem()}\n{TestPki.KeyPem(pki.Client)}\n{pki.Intermediate.ExportCertificatePem()}\n");
        return file;
    }
}
