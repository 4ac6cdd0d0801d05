using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>Whoever judges a file need not have its secrets.</summary>
public sealed class MissingSecretTests : IDisposable
{
    private readonly ConfigurationText _configuration = new();

    public void Dispose() => _configuration.Dispose();

    [Fact]
    public async Task Secret_whose_variable_is_not_set_is_a_warning_and_fails_when_it_is_used()
    {
        var result = Judge(ConfigurationText.Valid(source: "bind_dn: cn=reader,dc=example,dc=com\nbind_password: ${NOWHERE}"));

        var problem = result.Problems.ShouldHaveSingleItem();
        problem.Severity.ShouldBe(ConfigurationSeverity.Warning);
        problem.Message.ShouldContain("NOWHERE");
        problem.Line.ShouldBe(4);
        var password = ((LdapSourceSettings)result.GetConfiguration().Sources[0]).BindPassword.ShouldNotBeNull();
        (await Should.ThrowAsync<SecretUnavailableException>(async () => await password.RevealAsync(default))).Message.ShouldContain("NOWHERE");
    }

    [Fact]
    public void Secret_of_a_file_that_is_not_there_is_a_warning()
    {
        var result = Judge(ConfigurationText.Valid(vendor: "auth: {method: bearer, token_file: nowhere.token}"));

        result.Problems.ShouldHaveSingleItem().Severity.ShouldBe(ConfigurationSeverity.Warning);
        result.GetConfiguration().Vendors[0].Auth!.Token.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("bind_dn: ${NOWHERE}\nbind_password: secret")]
    [InlineData("bind_dn: cn=reader,dc=example,dc=com\nbind_password: ${NOW-HERE}")]
    [InlineData("bind_dn: cn=reader,dc=example,dc=com\nbind_password: ''")]
    [InlineData("bind_dn: cn=reader,dc=example,dc=com")]
    public void What_is_no_missing_secret_is_an_error_as_ever(string source)
    {
        var text = ConfigurationText.Valid(source: source);

        Judge(text).Errors.Select(error => error.Message).ShouldBe(_configuration.Load(text).Errors.Select(error => error.Message));
        Judge(text).Errors.ShouldNotBeEmpty();
    }

    [Fact]
    public void Secret_that_several_heirs_have_is_one_warning()
    {
        var result = Judge(ConfigurationText.Valid(vendor: "auth: {method: basic, username: sync, password: \"${NOWHERE}\"}"));

        result.Problems.ShouldHaveSingleItem().Key.ShouldBe("vendor_apps[0].auth.password");
    }

    [Fact]
    public void Text_that_is_no_file_yet_is_judged_as_if_it_were()
    {
        var result = ConfigurationLoader.Load(Options() with { Text = "ldap:\n  server_url: 7\n", Path = "to-come.yaml" });

        result.Errors.ShouldContain(error => error.Line == 2 && error.File == Path.Combine(_configuration.Folder, "to-come.yaml"));
    }

    private ConfigurationResult Judge(string text) => ConfigurationLoader.Load(Options() with { Text = text });

    private ConfigurationLoadOptions Options() => new()
    {
        Path = "sync.yaml",
        CurrentDirectory = _configuration.Folder,
        Providers = _configuration.Providers,
        AllowMissingSecrets = true,
    };
}
