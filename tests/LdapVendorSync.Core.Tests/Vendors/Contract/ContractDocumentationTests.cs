using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The table of docs/providers/contract.md is what the contract's tests recorded.</summary>
public sealed class ContractDocumentationTests
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string?>> _records =
        ContractRecord.Providers.ToDictionary(provider => provider, provider => new ContractRecord(provider).Read());

    [Fact]
    public void Every_provider_is_recorded_with_every_behaviour()
    {
        var tests = typeof(ProviderContractTests).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ProviderContractTests)) && !type.IsAbstract);

        _records.Keys.ShouldBe(tests.Select(ProviderContractTests.NameOf).Order(StringComparer.Ordinal));
        foreach (var (provider, record) in _records)
            record.Keys.ShouldBe(ProviderContract.Behaviours.Select(behaviour => behaviour.Name), $"Records/{provider}.txt");
    }

    [Fact]
    public void Page_shows_what_was_recorded()
    {
        var reasons = _records.Values.SelectMany(record => record.Values).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList(
            );
        var passed = _records.Values.Select(record => $"{record.Values.Count(reason => reason is null)}");
        new GeneratedPart("contract.md", "tests/LdapVendorSync.Core.Tests/Vendors/Contract/Records").Check(
        [
            $"| Behaviour | What must hold | {string.Join(" | ", _records.Keys)} |",
            $"|---|---|{string.Concat(_records.Keys.Select(_ => ":-:|"))}",
            .. ProviderContract.Behaviours.Select(behaviour => Row(behaviour, reasons)),
            $"| | **held, of {ProviderContract.Behaviours.Count}** | {string.Join(" | ", passed)} |",
            string.Empty,
            "The numbers say why a behaviour is not asked of a provider:",
            string.Empty,
            .. reasons.Select((reason, index) => $"{index + 1}. {reason}"),
        ]);
    }

    [Fact]
    public void Every_behaviour_says_what_must_hold_and_why()
    {
        ProviderContract.Behaviours.Select(behaviour => behaviour.Name).ShouldBeUnique();
        foreach (var behaviour in ProviderContract.Behaviours)
        {
            behaviour.Name.ShouldMatch("^[a-z0-9]+(-[a-z0-9]+)+$");
            behaviour.Requirement.ShouldEndWith(".");
            behaviour.Reason.ShouldEndWith(".");
        }
    }

    private string Row(ContractBehaviour behaviour, List<string> reasons)
    {
        var cells = _records.Values.Select(record =>
            record.GetValueOrDefault(behaviour.Name) is { } reason ? $"{reasons.IndexOf(reason) + 1}" : "✓");
        return $"| `{behaviour}` | {behaviour.Requirement} | {string.Join(" | ", cells)} |";
    }
}
