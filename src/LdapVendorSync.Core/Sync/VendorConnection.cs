using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>A vendor that is connected.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Provider">The code that speaks its API.</param>
public sealed record VendorConnection(VendorSettings Settings, IVendorProvider Provider) : IAsyncDisposable
{
    /// <summary>How many requests may be under way at once.</summary>
    public int Concurrency => Math.Min(Settings.Concurrency, Provider.Capabilities.MaxConcurrency ?? int.MaxValue);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Provider.DisposeAsync();
}
