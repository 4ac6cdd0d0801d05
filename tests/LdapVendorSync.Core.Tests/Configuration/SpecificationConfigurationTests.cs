using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Configuration;

public sealed class SpecificationConfigurationTests : IDisposable
{
    private readonly ConfigurationText _text = new();

    [Fact]
    public void The_configuration_of_the_specification_loads()
    {
        var configuration = _text.LoadValid(Read());

        var source = configuration.Sources.ShouldHaveSingleItem().ShouldBeOfType<LdapSourceSettings>();
        source.Name.ShouldBe("ldap");
        source.ServerUrls.ShouldBe([new Uri("ldaps://ldap.example.com:636")]);
        source.BindPassword!.Reveal().ShouldBe("supersecret");
        source.Attributes.ShouldBe(["cn", "givenName", "sn", "mail", "sAMAccountName"]);
        configuration.Vendors.Select(vendor => vendor.Name).ShouldBe(["VendorApp1", "VendorApp2"]);
        var vendor = configuration.Vendors[0];
        vendor.Auth!.Method.ShouldBe(AuthMethod.Basic);
        vendor.Auth.Password!.Reveal().ShouldBe("api_password1");
        vendor.Truststore!.Type.ShouldBe(CertificateStoreType.Jks);
        vendor.Keystore!.File.ShouldBe(Path.GetFullPath("/path/to/client_cert.p12"));
        vendor.Groups.Select(group => group.VendorGroup).ShouldBe(["basic_users", "admins"]);
        vendor.Groups.ShouldAllBe(group => group.Source == "ldap");
        vendor.Groups[1].Line.ShouldBe(37);
        configuration.Vendors[1].Format.ShouldBe(DataFormat.Xml);
        configuration.Logging.LogDirectory.ShouldBe(Path.Combine(_text.Folder, "logs"));
        configuration.StateDirectory.ShouldBe(Path.Combine(_text.Folder, "state"));
        configuration.ErrorHandling.MaxErrorsPerVendor.ShouldBe(new CountOrShare(5));
        configuration.Notifications!.EmailTo.Count.ShouldBe(2);
    }

    [Fact]
    public void The_configuration_of_the_specification_loads_with_the_providers_as_they_are()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Configuration", "Data", "specification.yaml");

        var result = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = path,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        });

        result.Problems.ShouldBeEmpty();
    }

    public void Dispose() => _text.Dispose();

    private static string Read() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Configuration", "Data", "specification.yaml"));
}
