namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>Holds the providers of somebody else to the contract.</summary>
public static class PluginGuard
{
    /// <summary>
    /// The same provider; whatever it throws arrives as <see cref="VendorException"/> without secrets, its reads never look shorter than
    /// they are, and it begins nothing any more once a run shall end.
    /// </summary>
    public static VendorProviderDescriptor Around(VendorProviderDescriptor provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider with { Create = context => Create(provider, context) };
    }

    private static IVendorProvider Create(VendorProviderDescriptor provider, VendorContext context)
    {
        try
        {
            var made = provider.Create(context) ?? throw new InvalidOperationException($"{nameof(provider.Create)} gave nothing.");
            return GuardedVendorProvider.Around(made, context, provider.Name);
        }
        catch (Exception error)
        {
            throw PluginFaults.ToVendorException(error, $"The plug-in '{provider.Name}'", isWrite: false, context.Redactor);
        }
    }
}
