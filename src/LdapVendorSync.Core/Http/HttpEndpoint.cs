using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Http.Authentication;
using LdapVendorSync.Core.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Http;

/// <summary>Who is spoken to over HTTP, and on which terms: a vendor, or a source with an API.</summary>
public sealed record HttpEndpoint
{
    /// <summary>Who it is, as messages begin: <c>Grafana</c>, <c>Source 'okta'</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The base address; everything that is asked for lies below it.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The key of the configuration that the base address comes from, as messages call it.</summary>
    public string BaseUrlKey { get; init; } = "base_url";

    /// <summary>How requests are authenticated; <see langword="null"/> for not at all.</summary>
    public AuthSettings? Auth { get; init; }

    /// <summary>The key of the configuration that the credentials come from, as messages call it.</summary>
    public string AuthKey { get; init; } = "auth";

    /// <summary>
    /// What the body of an error says, in one line, for an API that tells more than a message; <see langword="null"/>, also as its answer,
    /// for the usual places.
    /// </summary>
    internal Func<VendorHttpResponse, string?>? ReadError { get; init; }

    /// <summary>
    /// Gets the credentials of requests in a way that no <see cref="Auth"/> describes; it is disposed of with the client.
    /// </summary>
    internal ICredentialIssuer? Issuer { get; init; }

    /// <summary>Whether requests carry credentials.</summary>
    internal bool HasCredentials => Issuer is not null || Auth is not null and not { Method: AuthMethod.None };

    /// <summary>Whether the server's certificate is verified.</summary>
    public bool VerifySsl { get; init; } = true;

    /// <summary>The authorities to trust instead of the system's.</summary>
    public CertificateStoreSettings? Truststore { get; init; }

    /// <summary>Our own certificate, for servers that ask for one.</summary>
    public CertificateStoreSettings? Keystore { get; init; }

    /// <summary>The proxy's address, or <c>none</c>; <see langword="null"/> for what the environment says.</summary>
    public string? Proxy { get; init; }

    /// <summary>What belongs to the proxy besides its address.</summary>
    public ProxySettings? ProxyOptions { get; init; }

    /// <summary>Whether credentials may go over plain HTTP.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>The time limit of a request, in seconds.</summary>
    public double TimeoutSeconds { get; init; } = 30;

    /// <summary>The most requests in a second; <see langword="null"/> for as many as it takes.</summary>
    public double? RateLimit { get; init; }

    /// <summary>The most requests at once; there are fewer while the server is in trouble.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Retries and their waits.</summary>
    public ErrorHandlingSettings ErrorHandling { get; init; } = new();

    /// <summary>Where it is logged to.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock, for waits and time limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Cancelled when a run shall end: no request that changes something is begun then, and none is tried again.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Takes the configuration's secrets out of whatever the server sends back before it is shown.</summary>
    public SecretRedactor Redactor { get; init; } = new();

    /// <summary>
    /// Learns that the server was reached, which certificate it has shown, and how it took the credentials, once it is known; for a check
    /// of the connection. What is seen with every connection is told with every connection.
    /// </summary>
    public Action<CheckResult>? Checked { get; init; }
}
