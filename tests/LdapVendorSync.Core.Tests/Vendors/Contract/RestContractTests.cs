using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>rest</c> with JSON.</summary>
public sealed class RestContractTests : ProviderContractTests
{
    protected override Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken) => RestVendorUnderTest.StartAsync(xml: false);
}
