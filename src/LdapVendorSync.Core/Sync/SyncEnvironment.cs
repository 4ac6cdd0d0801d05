using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Sync;

/// <summary>What the sync needs from its surroundings.</summary>
public sealed record SyncEnvironment
{
    /// <summary>Where the log goes.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The vendor providers.</summary>
    public VendorProviderRegistry Providers { get; init; } = VendorProviderRegistry.CreateDefault();

    /// <summary>The kinds of source.</summary>
    public SourceFactory Sources { get; init; } = new();
}
