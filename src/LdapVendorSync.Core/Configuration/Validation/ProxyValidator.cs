using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks the proxy of a vendor, or of a source with an API.</summary>
internal static class ProxyValidator
{
    public static void Validate(VendorSettings vendor, ValidationContext context) =>
        Validate(vendor, vendor.Proxy, vendor.ProxyOptions, context);

    public static void Validate(ApiSourceSettings source, ValidationContext context) =>
        Validate(source, source.Proxy, source.ProxyOptions, context);

    private static void Validate(object record, string? proxy, ProxySettings? account, ValidationContext context)
    {
        var isNone = proxy?.Equals(VendorProxy.None, StringComparison.OrdinalIgnoreCase) ?? true;
        if (account is not null && isNone)
            context.Error(
                record,
                "proxy",
                "There are settings of a proxy, but no proxy.",
                "Give its address; one of the environment has its account there.");
        if (isNone)
            return;

        var address = VendorProxy.AddressOf(proxy!);
        // What was meant as an address may hold credentials, and is not shown.
        if (address is null)
            context.Error(
                record, "proxy", "This is neither an address of a proxy nor none.", "For example: http://proxy.example.test:3128.");
        else if (address.UserInfo.Length > 0)
            context.Error(record, "proxy", "The address holds credentials.", "Give proxy_username and proxy_password.");
        if (account is { } options && (options.Username is null) != (options.Password is null))
            context.Error(
                record,
                options.Username is null ? "proxy_username" : "proxy_password",
                "User name and password go together.",
                "Give both, or none.");
    }
}
