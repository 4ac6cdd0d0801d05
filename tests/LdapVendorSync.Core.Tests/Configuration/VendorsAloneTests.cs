using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>Configurations of vendors that are only looked at.</summary>
public sealed class VendorsAloneTests
{
    [Fact]
    public void Neither_source_nor_mapping_is_asked_for()
    {
        var result = Load(vendorsAlone: true);

        result.Problems.ShouldBeEmpty();
        var vendor = result.Configuration.ShouldNotBeNull().Vendors.ShouldHaveSingleItem();
        vendor.BaseUrl.ShouldBe(new Uri("https://app.example.com/"));
        vendor.Groups.ShouldBeEmpty();
    }

    [Fact]
    public void Both_are_asked_for_otherwise() =>
        Load(vendorsAlone: false).Problems.Select(problem => problem.Key).ShouldBe(["vendor_apps[0].groups", "sources"], ignoreOrder: true);

    [Fact]
    public void Everything_else_is_checked_all_the_same()
    {
        var result = Load(vendorsAlone: true, ("timeout_seconds", 0), ("base_url", null));

        result.Configuration.ShouldBeNull();
        result.Problems.Select(problem => problem.Key).ShouldBe(["vendor_apps[0].timeout_seconds", "vendor_apps[0].base_url"], ignoreOrder: true);
    }

    private static ConfigurationResult Load(bool vendorsAlone, params (string Key, object? Value)[] more)
    {
        var vendor = new Dictionary<string, object?> { ["name"] = "App", ["module"] = "scim", ["base_url"] = "app.example.com" };
        foreach (var (key, value) in more)
            vendor[key] = value;
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Content = new ConfigurationContent(new Dictionary<string, object?> { ["vendor_apps"] = new object[] { vendor } }),
            VendorsAlone = vendorsAlone,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        });
    }
}
