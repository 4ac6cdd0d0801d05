using System.Net;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http;

/// <summary>The proxy on the way to a vendor, as its configuration names it.</summary>
internal sealed class VendorProxy : IWebProxy
{
    /// <summary>Stands for no proxy at all.</summary>
    public const string None = "none";

    private readonly Uri _address;
    private readonly IReadOnlyList<string> _bypass;

    private VendorProxy(Uri address, IReadOnlyList<string> bypass, ICredentials? credentials)
    {
        _address = address;
        _bypass = bypass;
        Credentials = credentials;
    }

    public ICredentials? Credentials { get; set; }

    /// <summary>Prepares the handler's way: the vendor's proxy, none, or what the environment says.</summary>
    /// <exception cref="VendorException">The password cannot be fetched, or the address is none.</exception>
    public static async Task ApplyAsync(
        SocketsHttpHandler handler, HttpEndpoint endpoint, bool isLoopback, CancellationToken cancellationToken)
    {
        if (endpoint.Proxy is null)
        {
            handler.UseProxy = !isLoopback;
            return;
        }

        handler.UseProxy = !endpoint.Proxy.Equals(None, StringComparison.OrdinalIgnoreCase);
        if (handler.UseProxy)
            handler.Proxy = await CreateAsync(endpoint, endpoint.Redactor, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The address of a proxy, where the text is one.</summary>
    public static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", Host.Length: > 0 }
            ? address
            : null;

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : _address;

    public bool IsBypassed(Uri host) => _bypass.Any(entry => Matches(entry.Trim(), host.DnsSafeHost));

    private static bool Matches(string entry, string host)
    {
        if (IPAddress.TryParse(host, out var address) && IPNetwork.TryParse(entry, out var network))
            return network.Contains(address);
        var suffix = entry.TrimStart('*');
        return suffix.StartsWith('.')
            ? host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) || host.Equals(suffix[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(entry, StringComparison.OrdinalIgnoreCase) || entry == "*";
    }

    private static async Task<VendorProxy> CreateAsync(HttpEndpoint endpoint, SecretRedactor redactor, CancellationToken cancellationToken)
    {
        var address = AddressOf(endpoint.Proxy!)
            ?? throw new VendorException(VendorFailure.Unsupported, $"{endpoint.Name}: 'proxy' is neither http://host:port nor none.");
        var options = endpoint.ProxyOptions ?? new ProxySettings();
        return new VendorProxy(
            address, options.Bypass, await CredentialsAsync(endpoint, options, redactor, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<ICredentials?> CredentialsAsync(
        HttpEndpoint endpoint, ProxySettings options, SecretRedactor redactor, CancellationToken cancellationToken)
    {
        if (options.Username is null || options.Password is null)
            return null;
        try
        {
            var password = await options.Password.RevealAsync(cancellationToken).ConfigureAwait(false);
            redactor.Add(password);
            return new NetworkCredential(options.Username, password);
        }
        catch (SecretUnavailableException error)
        {
            throw new VendorException(VendorFailure.Authentication, $"{endpoint.Name}: {error.Message}", error);
        }
    }
}
