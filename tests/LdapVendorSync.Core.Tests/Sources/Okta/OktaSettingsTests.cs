using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Okta;
using LdapVendorSync.Core.Tests.Configuration;

namespace LdapVendorSync.Core.Tests.Sources.Okta;

/// <summary>How a source is written in a configuration.</summary>
public sealed class OktaSettingsTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("acme.okta.com", "https://acme.okta.com/")]
    [InlineData(" https://acme.okta.com/ ", "https://acme.okta.com/")]
    [InlineData("ACME.OktaPreview.com", "https://acme.oktapreview.com/")]
    [InlineData("id.acme.example:8443", "https://id.acme.example:8443/")]
    [InlineData("http://127.0.0.1:8080/", "http://127.0.0.1:8080/")]
    [InlineData("sso-admin.acme.example", "https://sso-admin.acme.example/")]
    public void Domain_may_be_written_as_people_do(string domain, string address)
    {
        OktaDomain.TryParse(domain, allowPlaintext: false, out var uri, out _).ShouldBeTrue();

        uri!.AbsoluteUri.ShouldBe(address);
    }

    [Theory]
    [InlineData("acme-admin.okta.com", "Use acme.okta.com.")]
    [InlineData("https://acme-admin.oktapreview.com/", "Use acme.oktapreview.com.")]
    [InlineData("https://acme.okta.com/api/v1", "Write only acme.okta.com.")]
    [InlineData("https://user:canary@acme.okta.com", "Give api_token or auth.")]
    [InlineData("http://acme.okta.com", "Leave the scheme out, or use https://.")]
    [InlineData("ldaps://acme.okta.com", "Leave the scheme out, or use https://.")]
    [InlineData("https://", "Write it as in acme.okta.com.")]
    [InlineData("acme okta", "Write it as in acme.okta.com.")]
    public void Domain_that_cannot_be_it_is_refused_with_the_right_one(string domain, string hint)
    {
        var problem = _text.LoadWithProblem(Yaml($"domain: \"{domain}\", api_token: x"));

        problem.Key.ShouldBe("sources[0].domain");
        problem.Hint.ShouldBe(hint);
        problem.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public void Plain_http_is_taken_where_that_is_said() =>
        _text.LoadWithProblem(Yaml("domain: \"http://okta.internal\", api_token: x, allow_plaintext: true")).Message.ShouldContain("without encryption");

    [Theory]
    [InlineData("OKTA_API_TOKEN")]
    [InlineData("CLOUD_API_TOKEN")]
    public void Token_comes_from_the_environment_where_it_is_left_out(string variable)
    {
        _text.Environment[variable] = "00from-the-environment";

        var source = _text.LoadValid(Yaml("domain: acme.okta.com")).Sources.ShouldHaveSingleItem().ShouldBeOfType<OktaSourceSettings>();

        source.ApiToken!.Reveal().ShouldBe("00from-the-environment");
    }

    [Fact]
    public void Token_of_several_sources_is_that_of_their_names_alone()
    {
        (_text.Environment["OKTA_API_TOKEN"], _text.Environment["CLOUD_API_TOKEN"]) = ("00whose", "00of-cloud");
        var yaml = Yaml("domain: acme.okta.com").Replace(
            "sources:\n", "sources:\n  - {name: other, type: okta, domain: other.okta.com}\n", StringComparison.Ordinal);

        _text.Load(yaml).Problems.ShouldContain(problem => problem.Key == "sources[0].api_token");
    }

    [Fact]
    public void Service_app_wins_over_a_token_of_the_environment()
    {
        _text.Environment["OKTA_API_TOKEN"] = "00from-the-environment";

        _text.Load(Yaml("domain: acme.okta.com, auth: {method: oauth2, client_id: 0oa1, key_file: a.pem, key_id: k}")).Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Every_status_has_a_policy()
    {
        const string statuses =
            "{active: enabled, staged: left_out, provisioned: disabled, recovery: disabled, password_expired: disabled, "
            + "locked_out: disabled, suspended: left_out, deprovisioned: left_out}";

        var source = (OktaSourceSettings)_text.LoadValid(Yaml($"domain: acme.okta.com, api_token: x, statuses: {statuses}")).Sources[0];

        source.Statuses.ShouldBe(new OktaStatusSettings
        {
            Active = AccountPolicy.Enabled,
            Staged = AccountPolicy.LeftOut,
            Provisioned = AccountPolicy.Disabled,
            Recovery = AccountPolicy.Disabled,
            PasswordExpired = AccountPolicy.Disabled,
            LockedOut = AccountPolicy.Disabled,
            Suspended = AccountPolicy.LeftOut,
            Deprovisioned = AccountPolicy.LeftOut,
        });
    }

    [Theory]
    [InlineData("", "api_token")]
    [InlineData("api_token: \"SSWS abc\"", "api_token")]
    [InlineData("api_token: \"abc\\n\"", "api_token")]
    [InlineData("api_token: x, auth: {method: oauth2, client_id: 0oa1, key_file: a.pem}", "auth")]
    [InlineData("auth: {method: bearer, token: x}", "auth.method")]
    [InlineData("auth: {method: oauth2, key_file: a.pem}", "auth.client_id")]
    [InlineData("auth: {method: oauth2, client_id: 0oa1}", "auth.key_file")]
    [InlineData("auth: {method: oauth2, client_id: 0oa1, key_file: a.pem, client_authentication: basic}", "auth.client_authentication")]
    [InlineData("auth: {method: oauth2, client_id: 0oa1, key_file: a.pem, token_url: \"http://acme.okta.com/x\"}", "auth.token_url")]
    [InlineData("auth: {method: oauth2, client_id: 0oa1, key_file: a.pem, client_secret: x}", "auth.client_secret")]
    [InlineData("api_token: x, page_size: 500", "page_size")]
    [InlineData("api_token: x, verify_ssl: false", "verify_ssl")]
    [InlineData("api_token: x, proxy: nonsense", "proxy")]
    [InlineData("api_token: x, proxy_username: me", "proxy")]
    public void Setting_that_cannot_work_is_told(string settings, string key)
    {
        var separator = settings.Length == 0 ? string.Empty : ", ";

        _text.LoadWithProblem(Yaml($"domain: acme.okta.com{separator}{settings}")).Key.ShouldBe($"sources[0].{key}");
    }

    private static string Yaml(string source) => $$"""
        sources:
          - {name: cloud, type: okta, {{source}}}
        vendor_apps:
          - {name: App, module: rest, groups: [{source_group: SRE, vendor_group: sre}]}
        """;
}
