using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors;

public sealed class VendorProviderRegistryTests
{
    private readonly VendorProviderRegistry _registry = new();

    [Fact]
    public void Registered_provider_is_found_with_its_settings_until_it_is_unregistered()
    {
        _registry.Register(Provider("own", typeof(ErrorHandlingSettings)));

        _registry.TryFind("own", out var found).ShouldBeTrue();
        found!.Name.ShouldBe("own");
        _registry.SettingsTypes.ShouldBe(new Dictionary<string, Type?> { ["own"] = typeof(ErrorHandlingSettings) });
        _registry.Unregister("own").ShouldBeTrue();
        _registry.Unregister("own").ShouldBeFalse();
        _registry.TryFind("own", out _).ShouldBeFalse();
    }

    [Fact]
    public void Second_provider_of_a_name_is_refused()
    {
        _registry.Register(Provider("own"));
        Should.Throw<ArgumentException>(() => _registry.Register(Provider("own"))).Message.ShouldContain("registered already");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Own")]
    [InlineData("o wn")]
    public void Name_that_cannot_be_a_key_of_the_config_is_refused(string name) =>
        Should.Throw<ArgumentException>(() => _registry.Register(Provider(name))).Message.ShouldContain("provider's name");

    [Fact]
    public void Unknown_module_is_reported_with_the_known_ones()
    {
        _registry.Register(Provider("own"));
        var error = Should.Throw<VendorException>(() => _registry.Create(new VendorContext { Settings = Vendor("other") }));
        error.Failure.ShouldBe(VendorFailure.Unsupported);
        error.Message.ShouldContain("'other'");
        error.Message.ShouldContain("own");
    }

    private static VendorProviderDescriptor Provider(string name, Type? settings = null) => new()
    {
        Name = name,
        Description = "For a test.",
        SettingsType = settings,
        Create = _ => throw new InvalidOperationException("not made in this test"),
    };

    private static VendorSettings Vendor(string module) => new() { Name = "app", Module = module, Groups = [] };
}
