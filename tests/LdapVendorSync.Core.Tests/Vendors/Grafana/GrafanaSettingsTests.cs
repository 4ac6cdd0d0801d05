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

    [Fact]
    public void Log_ins_have_variables_of_their_own()
    {
        var vendor = Load("""
            auth: {method: basic, username: lvs}
            grafana: {admin_auth: {method: basic, username: admin}}
            """, environment: new() { ["GRAFANA_PASSWORD"] = "of-the-account", ["GRAFANA_ADMIN_PASSWORD"] = "of-the-admin" });

        vendor.Auth!.Password!.Reveal().ShouldBe("of-the-account");
        ((GrafanaSettings)vendor.ProviderSettings!).AdminAuth!.Password!.Reveal().ShouldBe("of-the-admin");
    }

    [Fact]
    public void Administrator_does_not_get_the_password_of_the_other_log_in()
    {
        var problems = Read("""
            auth: {method: basic, username: lvs}
            grafana: {admin_auth: {method: basic, username: admin}}
            """, environment: new() { ["GRAFANA_PASSWORD"] = "of-the-account" }).Problems;

        problems.ShouldContain(problem => problem.Message.Contains("logs in with a name and a password", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "userName, email, displayName")]
    [InlineData("attributes: {userName: userName}", "userName")]
    public void Accounts_have_one_name_unless_the_configuration_says_otherwise(string setting, string expected)
    {
        var vendor = Load("auth: {method: bearer, token: t0ken-of-the-tests}", setting);

        string.Join(", ", vendor.Attributes.Keys).ShouldBe(expected);
        string.Join(", ", vendor.Groups[0].Attributes.Keys).ShouldBe(expected);
    }

    private static VendorSettings Load(string vendor, string setting = "", Dictionary<string, string>? environment = null) =>
        Read(vendor, setting, environment).GetConfiguration().Vendors[0];

    private static ConfigurationResult Read(string vendor, string setting = "", Dictionary<string, string>? environment = null)
    {
        var folder = Directory.CreateTempSubdirectory("lvs-grafana-").FullName;
        try
        {
            var file = Path.Combine(folder, "sync.yaml");
            File.WriteAllText(Path.Combine(folder, "directory.ldif"), "version: 1\n");
            File.WriteAllText(file, $$"""
                sources: [{name: hr, type: ldif, file: directory.ldif}]
                {{setting}}
                vendor_apps:
                  - name: Grafana
                    module: grafana
                    base_url: https://grafana.example.org
                    {{vendor.ReplaceLineEndings("\n    ")}}
                    groups: [{source_group: "cn=sre,dc=example,dc=test", vendor_group: SRE}]
                """);
            return ConfigurationLoader.Load(new ConfigurationLoadOptions
            {
                Path = file, Providers = VendorProviderRegistry.CreateDefault().SettingsTypes, Environment = environment ?? [],
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
