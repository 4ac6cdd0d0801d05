using LdapVendorSync.Core.Vendors.Glean;
using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>glean</c>, which uploads people.</summary>
public sealed class GleanContractTests : ProviderContractTests
{
    protected override Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken) => GleanVendorUnderTest.StartAsync(GleanMode.Bulk);
}
