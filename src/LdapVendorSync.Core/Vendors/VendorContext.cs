using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Vendors;

/// <summary>What a provider is given to work with.</summary>
public sealed record VendorContext
{
    /// <summary>The vendor as it is configured; <see cref="VendorSettings.ProviderSettings"/> is the provider's own block.</summary>
    public required VendorSettings Settings { get; init; }

    /// <summary>The folder of the configuration, which relative paths are relative to.</summary>
    public string BaseDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Where the provider logs to.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock, for waits and time limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Cancelled when a run shall end. A request that changes something is then no longer begun and no longer tried again; one that is
    /// under way gets its answer, until the token of its own operation is cancelled too.
    /// </summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Takes the configuration's secrets out of whatever the vendor sends back before it is shown.</summary>
    public SecretRedactor Redactor { get; init; } = new();

    /// <summary>
    /// Learns of the steps of connecting as they are known, and how the vendor took the credentials; for a check of the connection.
    /// </summary>
    public Action<CheckResult>? Checked { get; init; }

    /// <summary>
    /// What this vendor was told in earlier runs, for providers of vendors that cannot be asked; <see langword="null"/> where nothing
    /// keeps it.
    /// </summary>
    public IVendorMemory? Memory { get; init; }

    /// <summary>Retries and their waits.</summary>
    public ErrorHandlingSettings ErrorHandling => Settings.ErrorHandling;

    /// <summary>The vendor as HTTP sees it.</summary>
    public HttpEndpoint ToEndpoint() => new()
    {
        Name = Settings.Name,
        BaseUrl = Settings.BaseUrl,
        Auth = Settings.Auth,
        VerifySsl = Settings.VerifySsl,
        Truststore = Settings.Truststore,
        Keystore = Settings.Keystore,
        Proxy = Settings.Proxy,
        ProxyOptions = Settings.ProxyOptions,
        AllowPlaintext = Settings.AllowPlaintext,
        TimeoutSeconds = Settings.TimeoutSeconds,
        RateLimit = Settings.RateLimit,
        Concurrency = Settings.Concurrency,
        ErrorHandling = Settings.ErrorHandling,
        LoggerFactory = LoggerFactory,
        TimeProvider = TimeProvider,
        Stopping = Stopping,
        Redactor = Redactor,
        Checked = Checked,
    };
}
