using LdapVendorSync.Core.Vendors.Glean;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>Values that may be spelt in more than one way.</summary>
public sealed class SpellingTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("app.example.com", "https://app.example.com/")]
    [InlineData("app.example.com:8443/sub", "https://app.example.com:8443/sub")]
    [InlineData("localhost:3000", "https://localhost:3000/")]
    [InlineData("http://app.example.com", "http://app.example.com/")]
    public void Base_url_without_a_scheme_is_meant_as_https(string written, string expected) =>
        _text.LoadValid(WithBaseUrl(written)).Vendors.ShouldHaveSingleItem().BaseUrl!.AbsoluteUri.ShouldBe(expected);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("/api.v1")]
    [InlineData("http:/app.example.com")]
    [InlineData("user:secret@app.example.com")]
    [InlineData("app example.com")]
    public void What_is_no_host_is_refused(string written) =>
        _text.LoadWithProblem(WithBaseUrl(written)).Message.ShouldContain("an absolute address such as https://host/path");

    [Theory]
    [InlineData("bulk", GleanMode.Bulk)]
    [InlineData("true", GleanMode.Bulk)]
    [InlineData("FALSE", GleanMode.Individual)]
    public void Mode_of_Glean_may_be_spelt_as_the_variable_of_other_tools(string written, GleanMode expected)
    {
        var settings = _text.LoadValid(Glean("https://example-be.glean.com/api/index/v1", written)).Vendors[0].ProviderSettings;

        settings.ShouldBeOfType<GleanSettings>().Mode.ShouldBe(expected);
    }

    [Fact]
    public void Further_spellings_are_not_listed() =>
        _text.LoadWithProblem(Glean("https://example-be.glean.com/api/index/v1", "all")).Message.ShouldContain("one of bulk, individual.");

    [Fact]
    public void Glean_without_the_path_of_its_api_is_told()
    {
        var problem = _text.LoadWithProblem(Glean("example-be.glean.com", "bulk"));

        problem.Hint.ShouldBe("Write https://example-be.glean.com/api/index/v1.");
    }

    private static string WithBaseUrl(string written) =>
        ConfigurationText.Valid().Replace("https://app.example.com/api", $"'{written}'", StringComparison.Ordinal);

    private string Glean(string url, string mode)
    {
        _text.Providers["glean"] = typeof(GleanSettings);
        return $$"""
            ldap: {server_url: ldaps://ldap.example.com}
            vendor_apps:
              - name: Glean
                module: glean
                base_url: {{url}}
                auth: {method: bearer, token: secret-of-a-test}
                allow_account_deletion: true
                glean: {mode: {{mode}}, default_department: Unknown}
                groups: [{source_group: "*", vendor_group: people}]
            """;
    }
}
