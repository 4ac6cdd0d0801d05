using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>
/// The table of docs/providers/contract.md is what the contract's tests recorded. With LVS_UPDATE_DOCS=1 it is written.
/// </summary>
public sealed class ContractDocumentationTests
{
    private const string Begin = "<!-- made from tests/LdapVendorSync.Core.Tests/Vendors/Contract/Records -->";
    private const string End = "<!-- end -->";

    private static readonly string Page = Path.Combine(ContractRecord.RepositoryRoot(), "docs", "providers", "contract.md");

    [Fact]
    public void Every_provider_is_recorded_with_every_behaviour()
    {
        var tests = typeof(ProviderContractTests).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ProviderContractTests)) && !type.IsAbstract);

        ContractRecord.Providers.ShouldBe(tests.Select(ProviderContractTests.NameOf).Order(StringComparer.Ordinal));
        foreach (var provider in ContractRecord.Providers)
        {
            new ContractRecord(provider).Read().Keys.ShouldBe(
                ProviderContract.Behaviours.Select(behaviour => behaviour.Name), $"Records/{provider}.txt");
        }
    }

    [Fact]
    public void Page_shows_what_was_recorded()
    {
        var text = File.ReadAllText(Page);
        var (start, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var expected = $"\n\n{Table()}\n{End}";
        if (ContractRecord.IsUpdate)
            File.WriteAllText(Page, text = text[..start] + expected + text[(end + End.Length)..]);

        text[start..].ShouldStartWith(expected, Case.Sensitive, "Write it anew with LVS_UPDATE_DOCS=1.");
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

    private static string Table()
    {
        var records = ContractRecord.Providers.ToDictionary(provider => provider, provider => new ContractRecord(provider).Read());
        var reasons = records.Values.SelectMany(record => record.Values).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        var passed = records.Values.Select(record => $"{record.Values.Count(reason => reason is null)}");
        string[] lines =
        [
            $"| Behaviour | What must hold | {string.Join(" | ", records.Keys)} |",
            $"|---|---|{string.Concat(records.Keys.Select(_ => ":-:|"))}",
            .. ProviderContract.Behaviours.Select(behaviour => Row(behaviour, records.Values, reasons)),
            $"| | **held, of {ProviderContract.Behaviours.Count}** | {string.Join(" | ", passed)} |",
            string.Empty,
            "The numbers say why a behaviour is not asked of a provider:",
            string.Empty,
            .. reasons.Select((reason, index) => $"{index + 1}. {reason}"),
            string.Empty,
        ];
        return string.Join('\n', lines);
    }

    private static string Row(
        ContractBehaviour behaviour, IEnumerable<IReadOnlyDictionary<string, string?>> records, List<string> reasons)
    {
        var cells = records.Select(record =>
            record.GetValueOrDefault(behaviour.Name) is { } reason ? $"{reasons.IndexOf(reason) + 1}" : "✓");
        return $"| `{behaviour}` | {behaviour.Requirement} | {string.Join(" | ", cells)} |";
    }
}
