using LdapVendorSync.Core.Configuration.Validation;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http;

/// <summary>The addresses of a vendor's API: everything below the base address, on the same server.</summary>
internal sealed class VendorAddress
{
    private readonly string _base;

    /// <exception cref="VendorException"><see cref="VendorFailure.Unsupported"/> where the base address is missing or cannot be
    /// used.</exception>
    public VendorAddress(HttpEndpoint endpoint)
    {
        Base = endpoint.BaseUrl is { IsAbsoluteUri: true, Scheme: "http" or "https" } url
            ? url
            : throw new VendorException(
                VendorFailure.Unsupported,
                $"{endpoint.Name}: {endpoint.BaseUrlKey} is missing or not an address with http:// or https://.");
        if (Base.Query.Length > 0 || Base.Fragment.Length > 0)
            throw new VendorException(VendorFailure.Unsupported, $"{endpoint.Name}: {endpoint.BaseUrlKey} must end before the '?' or '#'.");
        _base = Base.GetLeftPart(UriPartial.Path).TrimEnd('/');
    }

    public Uri Base { get; }

    /// <summary>Whether requests do not leave this machine.</summary>
    public bool IsLoopback => Addresses.IsLoopback(Base);

    /// <summary>Whether two addresses are of one server: scheme, host and port.</summary>
    public static bool IsSameServer(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>The full address of a request.</summary>
    /// <param name="address">
    /// A path below the base address, with or without a leading slash, or an absolute address of the same server, as links to further pages
    /// have it.
    /// </param>
    /// <returns>The address, or <see langword="null"/> where it belongs to another server.</returns>
    public Uri? Resolve(string address)
    {
        if (address.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(
            address, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https")
            return IsSameServer(Base, absolute) ? absolute : null;
        if (address.Length == 0)
            return new Uri(_base);
        // Text, not Uri's own rules of combination: those would drop the base's last segment, or leave it for a leading slash.
        var combined = new Uri($"{_base}/{address.TrimStart('/')}");
        return IsSameServer(Base, combined) ? combined : null;
    }
}
