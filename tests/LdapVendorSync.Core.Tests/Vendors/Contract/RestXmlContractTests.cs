using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>rest</c> with XML.</summary>
public sealed class RestXmlContractTests : ProviderContractTests
{
    protected override Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken) => RestVendorUnderTest.StartAsync(xml: true);
}
