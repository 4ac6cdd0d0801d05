using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Ldap;
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

    /// <summary>
    /// How long requests that change something may still take to be answered once the run shall end; then their outcome is unknown, and the
    /// next run asks. Seven seconds, which leaves time within the ten that those allow who stop services.
    /// </summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>Connections to directories that outlive a session; <see langword="null"/> to close them with it.</summary>
    public LdapConnectionCache? Connections { get; init; }
}
