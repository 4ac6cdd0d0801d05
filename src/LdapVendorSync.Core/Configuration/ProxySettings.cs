using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>What belongs to the proxy of a vendor besides its address.</summary>
public sealed record ProxySettings
{
    /// <summary>The account at the proxy.</summary>
    [Setting("The account at the proxy.")]
    public string? Username { get; init; }

    /// <summary>The password at the proxy.</summary>
    [Setting("The password at the proxy.", EnvironmentVariable = "{name}_PROXY_PASSWORD")]
    public Secret? Password { get; init; }

    /// <summary>The hosts that are reached without the proxy.</summary>
    [Setting("The hosts that are reached without the proxy: names, .domain for all below it, addresses, networks (10.0.0.0/8).")]
    public IReadOnlyList<string> Bypass { get; init; } = [];
}
