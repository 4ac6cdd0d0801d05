using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>sqlite</c> with <c>read_only</c>.</summary>
public sealed class SqliteReadOnlyContractTests : ProviderContractTests
{
    protected override Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken) =>
        SqliteVendorUnderTest.StartAsync(readOnly: true);
}
