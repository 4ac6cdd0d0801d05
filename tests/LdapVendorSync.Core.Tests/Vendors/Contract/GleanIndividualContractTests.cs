using LdapVendorSync.Core.Vendors.Glean;
using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>glean</c> with <c>mode: individual</c>.</summary>
public sealed class GleanIndividualContractTests : ProviderContractTests
{
    protected override Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken) =>
        GleanVendorUnderTest.StartAsync(GleanMode.Individual);
}
