using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>One configured target application (<c>vendor_apps[]</c>).</summary>
public sealed record VendorSettings : VendorPolicy
{
    /// <summary>The name, unique among the vendors.</summary>
    [Setting("The name by which messages and options call the vendor.")]
    [MinLength(1)]
    public required string Name { get; init; }

    /// <summary>The name of the provider.</summary>
    [Setting("The provider that speaks the vendor's API.")]
    [MinLength(1)]
    public required string Module { get; init; }

    /// <summary>The preset that completes this vendor; <see langword="null"/> for none.</summary>
    [Setting("What completes this vendor: the name of a preset that comes along, or the path of a file of one's own; what is said here wins.")]
    public string? Preset { get; init; }

    /// <summary>The base address of the API.</summary>
    [Setting("The base address of the API; a host without a scheme is meant as https://.", AssumedScheme = "https")]
    public Uri? BaseUrl { get; init; }

    /// <summary>How requests are authenticated.</summary>
    [Setting("How requests are authenticated.")]
    public AuthSettings? Auth { get; init; }

    /// <summary>What the API speaks.</summary>
    [Setting("What the API speaks.")]
    public DataFormat Format { get; init; } = DataFormat.Json;

    /// <summary>Whether the server's certificate is verified.</summary>
    [Setting("Whether the server's certificate is verified.")]
    public bool VerifySsl { get; init; } = true;

    /// <summary>The authorities to trust instead of the system's.</summary>
    [Setting("The authorities to trust instead of the system's.", Prefix = "truststore_")]
    public CertificateStoreSettings? Truststore { get; init; }

    /// <summary>Our own certificate, for servers that ask for one.</summary>
    [Setting("The client's own certificate and key, for servers that ask for one.", Prefix = "keystore_")]
    public CertificateStoreSettings? Keystore { get; init; }

    /// <summary>The proxy's address, or <c>none</c>; <see langword="null"/> for what the environment says.</summary>
    [Setting("The proxy on the way to the vendor, http://host:port, or none; left out, that of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.")]
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

    /// <summary>The mappings.</summary>
    [Setting("The mappings: which source group each vendor group follows.")]
    [MinLength(1)]
    public required IReadOnlyList<MappingSettings> Groups { get; init; }

    /// <summary>
    /// The provider's own block, an instance of the record that the provider registered; <see langword="null"/> where it has none.
    /// </summary>
    public object? ProviderSettings { get; init; }

    /// <summary>
    /// The canonical name of what is written to: one lock, and one owner of each group, for every vendor with this target.
    /// </summary>
    public string Target => $"{Module}:{(ProviderSettings as IProviderSettings)?.Target ?? CanonicalBaseUrl ?? Name}";

    private string? CanonicalBaseUrl => BaseUrl is { IsAbsoluteUri: true } url
        ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.SafeUnescaped).TrimEnd('/')
        : null;
}
