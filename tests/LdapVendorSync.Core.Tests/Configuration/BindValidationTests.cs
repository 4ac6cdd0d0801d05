using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class BindValidationTests : IDisposable
{
    private const string Kerberos = "bind_method: gssapi\n";

    private readonly ConfigurationText _text = new();

    [Theory]
    [InlineData("bind_method: kerberos", "ldap.bind_method")]
    [InlineData("bind_method: simple", "ldap.bind_dn")]
    [InlineData("bind_principal: sync@EXAMPLE.COM\nbind_password: secret", "ldap.bind_principal")]
    [InlineData("keytab_file: sync.yaml", "ldap.keytab_file")]
    [InlineData("service_principal: ldap/dc1.example.com", "ldap.service_principal")]
    [InlineData(Kerberos + "bind_dn: cn=x,dc=y", "ldap.bind_dn")]
    [InlineData(Kerberos + "bind_password: secret", "ldap.bind_principal")]
    [InlineData(Kerberos + "bind_principal: sync@EXAMPLE.COM", "ldap.bind_password")]
    [InlineData(Kerberos + "bind_principal: sync\nbind_password: secret", "ldap.bind_principal")]
    [InlineData(Kerberos + "bind_principal: sync@\nbind_password: secret", "ldap.bind_principal")]
    [InlineData(Kerberos + "service_principal: ldap/dc1.example.com@EXAMPLE.COM", "ldap.service_principal")]
    [InlineData(Kerberos + "service_principal: dc1.example.com", "ldap.service_principal")]
    [InlineData("bind_method: external", "ldap.keystore_file")]
    [InlineData("bind_method: external\nkeystore_file: sync.yaml\nbind_password: secret", "ldap.bind_password")]
    [InlineData("bind_method: external\nkeystore_file: sync.yaml\nbind_dn: cn=x,dc=y", "ldap.bind_dn")]
    public void Way_to_authenticate_that_cannot_work_is_refused(string more, string key) =>
        _text.LoadWithProblem(ConfigurationText.Valid(source: more)).Key.ShouldBe(key);

    [SkippableTheory]
    [InlineData(Kerberos + "keytab_file: sync.yaml", "ldap.bind_principal")]
    [InlineData(Kerberos + "bind_principal: sync@EXAMPLE.COM\nkeytab_file: sync.yaml\nbind_password: secret", "ldap.keytab_file")]
    [InlineData(Kerberos + "bind_principal: sync@EXAMPLE.COM\nkeytab_file: nowhere.keytab", "ldap.keytab_file")]
    [InlineData("bind_method: gss_spnego", "ldap.bind_method")]
    public void What_this_system_has_to_offer_is_checked(string more, string key)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no keytabs, and SPNEGO over TLS");

        _text.LoadWithProblem(ConfigurationText.Valid(source: more)).Key.ShouldBe(key);
    }

    [Fact]
    public void Certificate_without_tls_is_refused()
    {
        var text = Plain("bind_method: external\nkeystore_file: sync.yaml");

        _text.LoadWithProblem(text).Key.ShouldBe("ldap.server_url");
    }

    [Theory]
    [InlineData(Kerberos)]
    [InlineData(Kerberos + "bind_principal: sync@EXAMPLE.COM\nbind_password: secret")]
    [InlineData("bind_method: gss_spnego")]
    public void Kerberos_needs_no_tls(string more) => _text.Load(Plain(more)).Problems.ShouldBeEmpty();

    [Fact]
    public void Address_instead_of_a_name_is_a_warning_for_kerberos()
    {
        var problem = _text.LoadWithProblem(Plain(Kerberos).Replace("ldap.example.com", "192.0.2.7", StringComparison.Ordinal));

        problem.Key.ShouldBe("ldap.server_url");
        problem.Severity.ShouldBe(ConfigurationSeverity.Warning);
        problem.Hint!.ShouldContain("service_principal");
    }

    [Fact]
    public void Password_of_the_environment_does_not_stand_in_the_way_of_the_current_user()
    {
        _text.Environment["LDAP_BIND_PASSWORD"] = "secret";

        _text.Load(ConfigurationText.Valid(source: Kerberos)).Problems.ShouldBeEmpty();
    }

    public void Dispose() => _text.Dispose();

    private static string Plain(string more) =>
        ConfigurationText.Valid(source: more).Replace("ldaps://", "ldap://", StringComparison.Ordinal);
}
