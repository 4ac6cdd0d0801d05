using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>sqlite</c>.</summary>
public sealed class SqliteContractTests : ProviderContractTests
{
    protected override Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken) => SqliteVendorUnderTest.StartAsync();
}
