using LdapVendorSync.ProviderKit;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>The provider of the example, loaded as the plug-in that it is.</summary>
public sealed class NewsletterContractTests : ProviderContractTests
{
    protected override Task<IVendorUnderTest> StartAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IVendorUnderTest>(new NewsletterVendorUnderTest());
}
