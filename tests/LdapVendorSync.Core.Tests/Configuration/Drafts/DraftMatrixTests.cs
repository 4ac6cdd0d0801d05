using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Configuration.Drafts;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Configuration.Drafts;

/// <summary>Every source with every provider that comes along.</summary>
public sealed class DraftMatrixTests
{
    public static IEnumerable<object[]> Pairs { get; } =
        from source in Enum.GetValues<DraftSourceType>()
        from provider in VendorProviderRegistry.CreateDefault().Providers
        select new object[] { source, provider.Name };

    [Fact]
    public void Every_type_of_source_can_be_begun_with() =>
        Enum.GetValues<DraftSourceType>().Select(type => ScalarConverter.Format(type))
            .ShouldBe(SettingsDescriptor.Of(typeof(SourceSettings)).Variants.Select(variant => variant.Value), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Draft_makes_a_file_with_which_nothing_is_wrong(DraftSourceType source, string module)
    {
        var result = Drafts.Load(Drafts.Of(source, module));

        result.Errors.ShouldBeEmpty();
        // What is not on this machine, and nothing else.
        result.Problems.Select(problem => problem.Message).ShouldAllBe(message => message.Contains("no file"));
        var configuration = result.GetConfiguration();
        configuration.Sources.ShouldHaveSingleItem().Type.ShouldBe(ScalarConverter.Format(source));
        var vendor = configuration.Vendors.ShouldHaveSingleItem();
        vendor.Module.ShouldBe(module);
        vendor.Groups.Select(mapping => (mapping.SourceGroup, mapping.VendorGroup))
            .ShouldBe([("CN=Engineers,OU=Groups,DC=example,DC=com", "developers"), ("leaders", "managers")]);
        await using var session = new SyncSession(configuration, new SyncEnvironment());
        (await session.FindCapabilityFaultsAsync(configuration.Vendors)).ShouldBeEmpty("a run would start");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Required_key_stands_below_its_explanation(DraftSourceType source, string module)
    {
        var lines = DraftWriter.Write(Drafts.Of(source, module), Drafts.Providers).Split('\n').Select(line => line.Trim().TrimStart('-').Trim()).ToList();
        Type?[] records =
        [
            SettingsDescriptor.Of(typeof(SourceSettings)).Variants.Single(variant => variant.Value == ScalarConverter.Format(source)).Type,
            typeof(VendorSettings), typeof(MappingSettings), Drafts.Providers[module],
        ];

        foreach (var setting in records.OfType<Type>().SelectMany(record => SettingsDescriptor.Of(record).Settings).Where(setting => setting.IsRequired))
        {
            var at = lines.FindIndex(line => line.StartsWith(setting.Key + ":", StringComparison.Ordinal));
            at.ShouldBePositive(setting.Key);
            lines[at - 1].ShouldStartWith("# ", Case.Sensitive, setting.Key);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Draft_that_lacks_something_is_no_file_and_says_what(DraftSourceType source, string module)
    {
        var draft = new ConfigurationDraft { SourceType = source, Module = module };

        foreach (var input in draft.FindMissing())
            Should.Throw<ArgumentException>(() => DraftWriter.Write(Without(Drafts.Of(source, module), input), Drafts.Providers)).Message.ShouldContain($"{input}");
        Drafts.Of(source, module).FindMissing().ShouldBeEmpty();
    }

    private static ConfigurationDraft Without(ConfigurationDraft draft, DraftInput input) => input switch
    {
        DraftInput.Server => draft with { Servers = [] },
        DraftInput.SourceFile => draft with { SourceFile = null },
        DraftInput.Realm => draft with { Realm = null },
        DraftInput.TenantId => draft with { TenantId = null },
        DraftInput.ClientId => draft with { ClientId = null },
        DraftInput.BaseUri => draft with { BaseUri = null },
        DraftInput.Database => draft with { Database = null },
        DraftInput.VendorUserName => draft with { VendorUserName = null },
        DraftInput.SourceGroup or DraftInput.VendorGroup => draft with { Mappings = [] },
        _ => throw new ArgumentOutOfRangeException(nameof(input), input, "It is given by the test."),
    };
}
