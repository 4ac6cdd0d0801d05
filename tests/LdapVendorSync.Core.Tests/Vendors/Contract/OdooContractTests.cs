using LdapVendorSync.Fixtures.Postgres;
using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider <c>odoo</c>, against a real PostgreSQL with the tables of Odoo 17.</summary>
public sealed class OdooContractTests : ProviderContractTests
{
    protected override Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken)
    {
        Skip.IfNot(PostgresServer.MissingReason is null, PostgresServer.MissingReason);
        return OdooVendorUnderTest.StartAsync();
    }
}
