namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks a vendor and its mappings.</summary>
internal static class VendorValidator
{
    public static void Validate(VendorSettings vendor, ValidationContext context)
    {
        PolicyValidator.Validate(vendor, vendor.Name, context);
        if (vendor.BaseUrl is { } url)
            CheckAddress(vendor, url, context);
        if (vendor.Auth is { } auth)
            AuthValidator.Validate(vendor, auth, context);
        ProxyValidator.Validate(vendor, context);
        CertificateStoreValidator.Validate(vendor, vendor.VerifySsl, context);
        foreach (var mapping in vendor.Groups)
            MappingValidator.Validate(vendor, mapping, context);
        CheckBlock(vendor, context);
    }

    private static void CheckBlock(VendorSettings vendor, ValidationContext context)
    {
        try
        {
            foreach (var problem in (vendor.ProviderSettings as IProviderSettings)?.Validate(vendor) ?? [])
                context.Error(vendor, problem.Key, problem.Message, problem.Hint);
        }
#pragma warning disable CA1031 // The code may be a plug-in's; what it throws is a problem of its block like any other.
        catch (Exception error)
#pragma warning restore CA1031
        {
            context.Error(vendor, vendor.Module, $"The provider '{vendor.Module}' fails to check its settings: {error.Message}");
        }
    }

    private static void CheckAddress(VendorSettings vendor, Uri url, ValidationContext context)
    {
        Addresses.Check(vendor, "base_url", url, ["https", "http"], context);
        if (vendor.Auth is not (null or { Method: AuthMethod.None }))
            Addresses.CheckEncryption(vendor, "base_url", url, vendor.AllowPlaintext, context);
    }
}
