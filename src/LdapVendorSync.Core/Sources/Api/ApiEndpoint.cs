using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>The server of a source, as HTTP sees it.</summary>
internal static class ApiEndpoint
{
    /// <summary>The terms of the source's settings.</summary>
    /// <param name="settings">The source.</param>
    /// <param name="services">What it gets besides.</param>
    /// <param name="baseUrl">Where its API is.</param>
    /// <param name="baseUrlKey">The key that says where.</param>
    /// <param name="auth">How requests are authenticated.</param>
    public static HttpEndpoint Of(
        ApiSourceSettings settings, SourceServices services, Uri baseUrl, string baseUrlKey, AuthSettings? auth) => new()
    {
        Name = $"Source '{settings.Name}'",
        BaseUrl = baseUrl,
        BaseUrlKey = baseUrlKey,
        Auth = auth,
        VerifySsl = settings.VerifySsl,
        Truststore = settings.Truststore,
        Proxy = settings.Proxy,
        ProxyOptions = settings.ProxyOptions,
        AllowPlaintext = settings.AllowPlaintext,
        TimeoutSeconds = settings.TimeoutSeconds,
        RateLimit = settings.RateLimit,
        Concurrency = settings.Concurrency,
        ErrorHandling = services.ErrorHandling,
        LoggerFactory = services.LoggerFactory,
        TimeProvider = services.TimeProvider,
        Stopping = services.Stopping,
        Redactor = services.Redactor,
    };
}
