using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Grafana;

namespace LdapVendorSync.Core.Tests.Vendors.Grafana;

public sealed class GrafanaSettingsTests
{
    private static readonly VendorSettings Vendor =
        HttpVendor.Settings(new Uri("https://grafana.example.org/")) with { Module = "grafana", Auth = GrafanaVendor.Token };

    [Fact]
    public void Settings_that_can_work_have_no_problem() =>
        new GrafanaSettings { AdminAuth = GrafanaVendor.Admin }.Validate(Vendor).ShouldBeEmpty();

    [Theory]
    [InlineData("https://grafana.example.org/api")]
    [InlineData("https://example.org/grafana/api/")]
    public void Address_of_the_API_is_a_problem(string address) =>
        new GrafanaSettings().Validate(Vendor with { BaseUrl = new Uri(address) }).ShouldHaveSingleItem().Key.ShouldBe("base_url");

    [Fact]
    public void Address_and_login_are_needed()
    {
        var problems = new GrafanaSettings().Validate(Vendor with { BaseUrl = null, Auth = null });

        problems.Select(problem => problem.Key).ShouldBe(["base_url", "auth"]);
    }

    [Fact]
    public void Token_is_no_administrator() =>
        new GrafanaSettings { AdminAuth = GrafanaVendor.Token }.Validate(Vendor).ShouldHaveSingleItem().Key.ShouldBe("grafana.admin_auth");

    [Theory]
    [InlineData("", "userName, email, displayName")]
    [InlineData("attributes: {userName: userName}", "userName")]
    public void Accounts_have_one_name_unless_the_configuration_says_otherwise(string setting, string expected)
    {
        var folder = Directory.CreateTempSubdirectory("lvs-grafana-").FullName;
        var file = Path.Combine(folder, "sync.yaml");
        File.WriteAllText(Path.Combine(folder, "directory.ldif"), "version: 1\n");
        File.WriteAllText(file, $$"""
            sources: [{name: hr, type: ldif, file: directory.ldif}]
            {{setting}}
            vendor_apps:
              - name: Grafana
                module: grafana
                base_url: https://grafana.example.org
                auth: {method: bearer, token: t0ken-of-the-tests}
                groups: [{source_group: "cn=sre,dc=example,dc=test", vendor_group: SRE}]
            """);

        var vendor = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file, Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration().Vendors[0];

        string.Join(", ", vendor.Attributes.Keys).ShouldBe(expected);
        string.Join(", ", vendor.Groups[0].Attributes.Keys).ShouldBe(expected);
        Directory.Delete(folder, recursive: true);
    }
}
