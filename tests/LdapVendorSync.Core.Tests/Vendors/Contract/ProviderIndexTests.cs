using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>docs/providers/README.md lists every provider with its page, and what each was seen to do.</summary>
public sealed class ProviderIndexTests
{
    private static readonly (string Name, string Behaviour)[] Abilities =
    [
        ("create", "create-user"),
        ("change", "update-one"),
        ("disable", "disable-and-enable"),
        ("delete", "delete-user"),
        ("join and leave", "add-member"),
        ("create groups", "group-create"),
        ("list all", "list-users"),
        ("many at once", "batch-apply"),
        ("add creates", "add-creates-user"),
    ];

    [Fact]
    public void Every_built_in_provider_is_listed_with_its_page()
    {
        var providers = VendorProviderRegistry.CreateDefault().Providers;

        new GeneratedPart("README.md", "the registry").Check(
        [
            "| provider | speaks to |",
            "|---|---|",
            .. providers.Select(provider => $"| {Link(provider.Name)} | {provider.Description} |"),
        ]);
    }

    [Fact]
    public void Every_built_in_provider_has_a_page() =>
        VendorProviderRegistry.CreateDefault().Providers.ShouldAllBe(provider => PageOf(provider.Name) != null);

    [Fact]
    public void What_each_can_do_was_seen() => new GeneratedPart(
        "README.md", "tests/LdapVendorSync.Core.Tests/Vendors/Contract/Records").Check(
    [
        $"| | {string.Join(" | ", Abilities.Select(ability => ability.Name))} |",
        $"|---|{string.Concat(Abilities.Select(_ => ":-:|"))}",
        .. ContractRecord.Providers.Select(Row),
    ]);

    [Fact]
    public void Every_built_in_provider_is_held_to_the_contract() =>
        VendorProviderRegistry.CreateDefault().Providers.ShouldAllBe(provider =>
            ContractRecord.Providers.Any(record => record.StartsWith(provider.Name, StringComparison.OrdinalIgnoreCase)));

    private static string Row(string provider)
    {
        var record = new ContractRecord(provider).Read();
        return $"| {provider} | {string.Join(" | ", Abilities.Select(ability => record[ability.Behaviour] is null ? "✓" : " "))} |";
    }

    private static string Link(string provider) => PageOf(provider) is { } page ? $"[`{provider}`]({page})" : $"`{provider}`";

    private static string? PageOf(string provider)
    {
        string[] pages = [$"{provider}.md", $"../{provider}.md"];
        return pages.FirstOrDefault(page => File.Exists(Path.Combine(ContractRecord.RepositoryRoot(), "docs", "providers", page)));
    }
}
