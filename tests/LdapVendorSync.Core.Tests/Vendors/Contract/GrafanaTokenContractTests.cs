using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>grafana</c> with the token of a service account alone, which can make no accounts.</summary>
public sealed class GrafanaTokenContractTests : ProviderContractTests
{
    protected override Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken) =>
        GrafanaVendorUnderTest.StartAsync(asAdmin: false);
}
