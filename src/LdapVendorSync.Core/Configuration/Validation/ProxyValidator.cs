using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks the proxy of a vendor.</summary>
internal static class ProxyValidator
{
    public static void Validate(VendorSettings vendor, ValidationContext context)
    {
        var isNone = vendor.Proxy?.Equals(VendorProxy.None, StringComparison.OrdinalIgnoreCase) ?? true;
        if (vendor.ProxyOptions is not null && isNone)
            context.Error(
                vendor, "proxy", "There are settings of a proxy, but no proxy.", "Give its address; one of the environment has its account there.");
        if (isNone)
            return;

        var address = VendorProxy.AddressOf(vendor.Proxy!);
        // What was meant as an address may hold credentials, and is not shown.
        if (address is null)
            context.Error(vendor, "proxy", "This is neither an address of a proxy nor none.", "For example: http://proxy.example.test:3128.");
        else if (address.UserInfo.Length > 0)
            context.Error(vendor, "proxy", "The address holds credentials.", "Give proxy_username and proxy_password.");
        if (vendor.ProxyOptions is { } options && (options.Username is null) != (options.Password is null))
            context.Error(
                vendor, options.Username is null ? "proxy_username" : "proxy_password", "User name and password go together.", "Give both, or none.");
    }
}
