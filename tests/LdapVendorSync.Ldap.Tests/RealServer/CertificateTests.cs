using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Ldap.Tests.RealServer;

public sealed class CertificateTests
{
    public static TheoryData<string, CertificateFailures, string> BadCertificates => new()
    {
        { nameof(TestPki.WrongHost), CertificateFailures.NameMismatch, "it is for elsewhere.test, not for 127.0.0.1" },
        { nameof(TestPki.Expired), CertificateFailures.Expired, "\"CN=localhost\" expired on " },
        { nameof(TestPki.NotYetValid), CertificateFailures.NotYetValid, "\"CN=localhost\" is valid only from " },
        { nameof(TestPki.ClientOnly), CertificateFailures.WrongUsage, "may not be used for servers" },
    };

    [SkippableTheory]
    [MemberData(nameof(BadCertificates))]
    public async Task Bad_certificate_is_refused_with_the_check_it_failed(string certificate, CertificateFailures expected, string reason)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        var bad = (X509Certificate2)typeof(TestPki).GetProperty(certificate)!.GetValue(TestPki.Shared)!;
        await using var server = await SlapdServer.StartAsync(new SlapdOptions { Certificate = bad });

        foreach (var security in (LdapSecurity[])[LdapSecurity.Ldaps, LdapSecurity.StartTls])
        {
            var refused = await Should.ThrowAsync<LdapTlsException>(
                () => LdapConnection.ConnectAsync(SlapdFixture.OptionsFor(server, security)));

            refused.Failures.ShouldBe(expected);
            refused.Message.ShouldContain(reason);
            refused.Verdict!.Issuer.ShouldBe("CN=Test CA");
            refused.Verdict.NotAfter.ShouldBe(bad.NotAfter.ToUniversalTime());
        }
    }

    [SkippableFact]
    public async Task Certificate_of_an_unknown_authority_is_refused_until_that_is_trusted_or_nothing_is_checked()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync();
        var options = SlapdFixture.OptionsFor(server, LdapSecurity.Ldaps);
        var unrelated = new CertificateValidator { TrustedRoots = [TestPki.Shared.UnrelatedAuthority] };

        var refused = await Should.ThrowAsync<LdapTlsException>(
            () => LdapConnection.ConnectAsync(options with { CertificateValidator = unrelated.Validate }));
        await Should.ThrowAsync<LdapTlsException>(() => LdapConnection.ConnectAsync(options with { CertificateValidator = null }));
        await using var trusted = await LdapConnection.ConnectAsync(options);
        await using var unchecked_ = await LdapConnection.ConnectAsync(
            options with { CertificateValidator = CertificateValidator.AcceptAnything });

        refused.Failures.ShouldBe(CertificateFailures.UnknownIssuer);
        refused.Message.ShouldContain("its issuer \"CN=Test CA\" is not among the configured authorities");
        refused.Message.ShouldContain(server.TlsUrl);
    }

    [Fact]
    public async Task Certificate_below_an_intermediate_authority_is_accepted_if_the_server_sends_that_along()
    {
        var pki = TestPki.Shared;
        await using var complete = ScriptedLdapPeer.Start(async connection =>
        {
            await connection.StartTlsAsync(pki.BelowIntermediate, pki.Intermediate);
            await connection.AcceptBindAsync();
        });
        await using var incomplete = ScriptedLdapPeer.Start(connection => connection.StartTlsAsync(pki.BelowIntermediate));

        await using var connection = await LdapConnection.ConnectAsync(Faults.PeerOptions.Patient(complete, LdapSecurity.Ldaps));
        await connection.BindAsync(LdapCredential.Simple("cn=x", "secret"));
        var refused = await Should.ThrowAsync<LdapTlsException>(
            () => LdapConnection.ConnectAsync(Faults.PeerOptions.Patient(incomplete, LdapSecurity.Ldaps)));

        refused.Failures.ShouldBe(CertificateFailures.UnknownIssuer);
        refused.Message.ShouldContain("its issuer \"CN=Intermediate CA\" is not among the configured authorities");
    }

    [Fact]
    public async Task Self_signed_certificate_is_accepted_if_it_is_trusted_itself()
    {
        await using var peer = ScriptedLdapPeer.Start(connection => connection.StartTlsAsync(TestPki.Shared.SelfSigned));
        var options = Faults.PeerOptions.Patient(peer, LdapSecurity.Ldaps);
        var trusting = new CertificateValidator { TrustedRoots = [TestPki.Shared.SelfSigned] };

        await using var connection = await LdapConnection.ConnectAsync(options with { CertificateValidator = trusting.Validate });
        var refused = await Should.ThrowAsync<LdapTlsException>(() => LdapConnection.ConnectAsync(options));

        connection.IsEncrypted.ShouldBeTrue();
        refused.Failures.ShouldBe(CertificateFailures.UnknownIssuer);
    }

    [SkippableFact]
    public async Task Wrong_kind_of_port_is_reported_as_such()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync();
        var options = SlapdFixture.OptionsFor(server);

        var tlsOnPlain = await Should.ThrowAsync<LdapTlsException>(
            () => LdapConnection.ConnectAsync(options with { Port = server.Port, Security = LdapSecurity.Ldaps }));
        await using var plainOnTls = await LdapConnection.ConnectAsync(options with { Port = server.TlsPort });
        await Should.ThrowAsync<LdapException>(() => plainOnTls.BindAsync(LdapCredential.Anonymous));

        tlsOnPlain.Message.ShouldContain("Check that this port speaks TLS");
    }

    [Fact]
    public void Certificate_with_several_faults_is_refused_with_all_of_them()
    {
        var validator = new CertificateValidator { TrustedRoots = [TestPki.Shared.UnrelatedAuthority] };

        var verdict = validator.Validate(new PresentedCertificate("dc1.example.com", TestPki.Shared.Expired, []));

        verdict.Failures.ShouldBe(CertificateFailures.UnknownIssuer | CertificateFailures.NameMismatch | CertificateFailures.Expired);
        verdict.Names.ShouldBe(["localhost", "127.0.0.1"]);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("localhost.", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("localhost.example.com", false)]
    public void Host_name_is_compared_with_the_names_of_the_certificate(string host, bool isAccepted)
    {
        var validator = new CertificateValidator { TrustedRoots = TestPki.Shared.Roots };

        validator.Validate(new PresentedCertificate(host, TestPki.Shared.Server, [])).IsAccepted.ShouldBe(isAccepted);
    }
}
