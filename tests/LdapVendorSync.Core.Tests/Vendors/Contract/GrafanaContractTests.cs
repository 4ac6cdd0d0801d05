using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>grafana</c> with the log-in of a server administrator beside the token.</summary>
public sealed class GrafanaContractTests : ProviderContractTests
{
    protected override Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken) =>
        GrafanaVendorUnderTest.StartAsync(asAdmin: true);
}
