using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class UnavailableSettingTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    [Theory]
    [InlineData("orphans: disable", "", "orphans", true)]
    [InlineData("orphans: delete\nallow_account_deletion: true", "", "orphans", true)]
    public void A_setting_whose_feature_is_missing_is_valid_and_noted(string top, string vendor, string key, bool refuses)
    {
        var configuration = _text.LoadValid(ConfigurationText.Valid(top, vendor));

        var setting = configuration.Unavailable.ShouldHaveSingleItem();
        setting.Key.ShouldBe(key);
        setting.RefusesRun.ShouldBe(refuses);
        setting.Position.Line.ShouldBeGreaterThan(0);
        setting.Why.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("unmanaged_members: keep\norphans: keep", "truststore_file: a.pem")]
    [InlineData("", "truststore_file: a.bin\ntruststore_type: JKS")]
    [InlineData("", "keystore_file: a.p12\nkeystore_password: abcd")]
    [InlineData("", "auth: {method: oauth2, token_url: 'https://a', client_id: b, client_secret: cccc}")]
    [InlineData("notifications: {enable_email: false}", "auth: {method: bearer, token: abcd}")]
    [InlineData("notifications: {enable_email: true, smtp_server: a, email_from: a@b.c, email_to: d@e.f}", "")]
    public void A_setting_that_works_is_not_noted(string top, string vendor) =>
        _text.LoadValid(ConfigurationText.Valid(top, vendor)).Unavailable.ShouldBeEmpty();

    [Fact]
    public void A_source_takes_certificates_of_every_format() =>
        _text.LoadValid(ConfigurationText.Valid(source: "keystore_file: a.jks\ntruststore_file: b.p12")).Unavailable.ShouldBeEmpty();

    public void Dispose() => _text.Dispose();
}
