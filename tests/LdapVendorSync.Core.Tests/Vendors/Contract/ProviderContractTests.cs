using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>
/// One test for each behaviour of the provider contract. A provider's test class derives from it and says how a fresh vendor is started.
/// </summary>
/// <remarks>
/// A behaviour that the vendor cannot show passes here with the reason that is recorded (<see cref="ContractRecord"/>): a provider that
/// begins to lack something is noticed.
/// </remarks>
public abstract class ProviderContractTests
{
    private const string Suffix = "ContractTests";

    public static TheoryData<string> Behaviours => [.. ProviderContract.Behaviours.Select(behaviour => behaviour.Name)];

    /// <summary>The name of a provider's record: that of its test class.</summary>
    internal static string NameOf(Type tests) => tests.Name[..^Suffix.Length];

    /// <summary>Starts a fresh vendor; skips (<see cref="Skip"/>) with the reason where its server is missing.</summary>
    protected abstract Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken);

    [SkippableTheory]
    [MemberData(nameof(Behaviours))]
    public async Task Keeps_the_contract(string behaviour)
    {
        var result = await ProviderContract.RunAsync(StartAsync, ProviderContract.Find(behaviour));

        result.Outcome.ShouldNotBe(ContractOutcome.Failed, $"{result.Behaviour.Requirement} {result.Reason}");
        new ContractRecord(NameOf(GetType())).Check(result);
    }
}
