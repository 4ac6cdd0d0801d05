using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources.Ldap;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Sources;

/// <summary>What every source gets besides its own settings.</summary>
public sealed record SourceServices
{
    /// <summary>How often and after which wait a failed connection is tried again.</summary>
    public ErrorHandlingSettings ErrorHandling { get; init; } = new();

    /// <summary>Where sources log.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// Whether what was read of groups and people is kept for further reads by the same source, which then is to live for one run only.
    /// </summary>
    public bool SharesReads { get; init; }

    /// <summary>Takes the configuration's secrets out of whatever a server sends back before it is shown.</summary>
    public SecretRedactor Redactor { get; init; } = new();

    /// <summary>Cancelled when a run shall end: nothing is tried again then.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>The clock of all waits and time limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Where connections to directories come from and go to that outlive a source; <see langword="null"/> to close them with it.
    /// </summary>
    public LdapConnectionCache? Connections { get; init; }
}
