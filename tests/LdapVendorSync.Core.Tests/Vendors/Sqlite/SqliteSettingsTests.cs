using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Sqlite;

namespace LdapVendorSync.Core.Tests.Vendors.Sqlite;

public sealed class SqliteSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-sqlite-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Vendor_with_a_file_is_made_by_the_registry()
    {
        var settings = new SqliteSettings { Database = Path.Combine(_folder, "a.db") };

        var provider = VendorProviderRegistry.CreateDefault().Create(Context(settings));

        provider.ShouldBeOfType<SqliteVendorProvider>().Capabilities.CreateGroups.ShouldBeTrue();
    }

    [Fact]
    public void Vendor_without_a_file_is_refused_with_what_to_add()
    {
        var error = Should.Throw<VendorException>(() => VendorProviderRegistry.CreateDefault().Create(Context(null)));

        error.Failure.ShouldBe(VendorFailure.Unsupported);
        error.Message.ShouldContain("Add a block 'sqlite:' with the key 'database'");
    }

    [Fact]
    public void Settings_without_effect_are_problems()
    {
        var vendor = Context(null).Settings with { BaseUrl = new Uri("https://example.org") };

        new SqliteSettings { Database = "a.db" }.Validate(vendor).ShouldHaveSingleItem().Key.ShouldBe("base_url");
    }

    [SkippableFact]
    public void Two_names_of_one_file_are_one_target()
    {
        Skip.If(OperatingSystem.IsWindows(), "Symbolic links need a privilege on Windows.");
        var file = Path.Combine(_folder, "a.db");
        var link = Path.Combine(_folder, "link.db");
        File.WriteAllBytes(file, []);
        File.CreateSymbolicLink(link, "a.db");

        new SqliteSettings { Database = link }.Target.ShouldBe(new SqliteSettings { Database = Path.Combine(_folder, ".", "a.db") }.Target);
    }

    private static VendorContext Context(SqliteSettings? settings) => new()
    {
        Settings = new VendorSettings
        {
            Name = "wiki",
            Module = "sqlite",
            ProviderSettings = settings,
            Groups = [new MappingSettings { SourceGroup = "eng", VendorGroup = "Engineering" }],
        },
    };
}
