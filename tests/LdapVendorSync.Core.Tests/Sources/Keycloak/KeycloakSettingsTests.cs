using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Tests.Configuration;

namespace LdapVendorSync.Core.Tests.Sources.Keycloak;

/// <summary>What of the settings of a Keycloak source is refused, and what fills them.</summary>
public sealed class KeycloakSettingsTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("base_url: http://sso.example.com", "without encryption")]
    [InlineData("base_url: https://sso.example.com/realms/acme", "goes on behind the server's")]
    [InlineData("base_url: https://sso.example.com/auth/admin", "goes on behind the server's")]
    [InlineData("base_url: https://user:secret@sso.example.com", "holds credentials")]
    [InlineData("client_secret: ''", "cannot prove")]
    [InlineData("key_file: key.pem", "a secret and a key")]
    [InlineData("page_size: 1", "page_size")]
    [InlineData("realm: ''", "realm")]
    [InlineData("algorithm: HS256", "algorithm")]
    public void Setting_that_cannot_work_is_refused(string setting, string reason)
    {
        var result = Load(setting);

        var problem = result.Problems.First(problem => problem.ToString().Contains(reason, StringComparison.Ordinal));
        problem.ToString().ShouldNotContain("user:secret");
        result.Configuration.ShouldBeNull();
    }

    [Fact]
    public void Key_settings_without_a_key_are_told()
    {
        Load("key_id: a").Problems.ShouldContain(problem => problem.ToString().Contains("Only key_file uses it", StringComparison.Ordinal));
        Load("verify_ssl: false").Problems.ShouldContain(problem => problem.ToString().Contains("is not verified", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("KEYCLOAK_CLIENT_SECRET")]
    [InlineData("SSO_CLIENT_SECRET")]
    public void Secret_comes_from_a_plain_variable(string variable)
    {
        _text.Environment[variable] = "from-outside";

        var source = Load("client_secret:").GetConfiguration().Sources[0].ShouldBeOfType<KeycloakSourceSettings>();

        source.ClientSecret.ShouldNotBeNull().Reveal().ShouldBe("from-outside");
        source.ToString().ShouldNotContain("from-outside");
    }

    private ConfigurationResult Load(string setting)
    {
        var keys = new Dictionary<string, string>
        {
            ["base_url"] = "https://sso.example.com", ["realm"] = "acme", ["client_id"] = "sync", ["client_secret"] = "s3cret",
        };
        var parts = setting.Split(':', 2);
        keys[parts[0]] = parts[1].Trim();
        if (keys["client_secret"].Length == 0)
            keys.Remove("client_secret");
        return _text.Load($"sources:\n  - name: sso\n    type: keycloak\n{string.Concat(keys.Select(key => $"    {key.Key}: {key.Value}\n"))}vendor_apps:\n  - {{name: App, module: rest, groups: [{{source_group: SRE, vendor_group: sre}}]}}\n");
    }
}
