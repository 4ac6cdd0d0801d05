using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>What every source behind an HTTP API has.</summary>
public abstract record ApiSourceSettings : SourceSettings
{
    /// <summary>Further attributes to read of each person.</summary>
    [Setting("Further attributes to read of each person, by the names that the directory gives them.")]
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Whether members of nested groups count.</summary>
    [Setting("Whether members of nested groups count.")]
    public bool Recurse { get; init; }

    /// <summary>Whether the server's certificate is verified.</summary>
    [Setting("Whether the server's certificate is verified.")]
    public bool VerifySsl { get; init; } = true;

    /// <summary>The authorities to trust instead of the system's.</summary>
    [Setting("The authorities to trust instead of the system's.", Prefix = "truststore_")]
    public CertificateStoreSettings? Truststore { get; init; }

    /// <summary>The proxy's address, or <c>none</c>; <see langword="null"/> for what the environment says.</summary>
    [Setting("The proxy on the way to the directory, http://host:port, or none; left out, that of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.")]
    public string? Proxy { get; init; }

    /// <summary>What belongs to the proxy besides its address.</summary>
    [Setting("The account at the proxy, and what is reached without it.", Prefix = "proxy_")]
    public ProxySettings? ProxyOptions { get; init; }

    /// <summary>Whether credentials may go over plain HTTP.</summary>
    [Setting("Whether credentials may go over plain http:// to a server that is not on loopback.")]
    public bool AllowPlaintext { get; init; }

    /// <summary>The time limit of a request, in seconds.</summary>
    [Setting("The time limit of a request, in seconds.")]
    [Range(0.1, 3600)]
    public double TimeoutSeconds { get; init; } = 30;

    /// <summary>The most requests in a second; <see langword="null"/> for as many as it takes.</summary>
    [Setting("The most requests in a second; the server's own limits are kept in any case.")]
    [Range(0.1, 10000)]
    public double? RateLimit { get; init; }

    /// <summary>How many requests may be under way at once.</summary>
    [Setting("How many requests may be under way at once; there are fewer while the server refuses or fails.")]
    [Range(1, 64)]
    public int Concurrency { get; init; } = 8;
}
