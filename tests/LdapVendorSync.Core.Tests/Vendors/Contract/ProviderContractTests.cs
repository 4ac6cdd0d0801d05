using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>
/// One test for each behaviour of the provider contract. A provider's test class derives from it and says how a fresh vendor is started.
/// </summary>
public abstract class ProviderContractTests
{
    public static TheoryData<string> Behaviours => [.. ProviderContract.Behaviours.Select(behaviour => behaviour.Name)];

    /// <summary>Starts a fresh vendor; skips (<see cref="Skip"/>) with the reason where its server is missing.</summary>
    protected abstract Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken);

    [SkippableTheory]
    [MemberData(nameof(Behaviours))]
    public async Task Keeps_the_contract(string behaviour)
    {
        var result = await ProviderContract.RunAsync(StartAsync, ProviderContract.Find(behaviour));

        result.Outcome.ShouldNotBe(ContractOutcome.Failed, $"{result.Behaviour.Requirement} {result.Reason}");
        Skip.If(result.Outcome == ContractOutcome.Skipped, result.Reason);
    }
}
