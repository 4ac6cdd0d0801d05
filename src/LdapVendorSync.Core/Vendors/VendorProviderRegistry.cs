using System.Diagnostics.CodeAnalysis;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.Core.Vendors;

/// <summary>
/// The providers that vendors can be configured with. Built-in ones and plug-ins register in the same way. Safe for concurrent use.
/// </summary>
public sealed class VendorProviderRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, VendorProviderDescriptor> _providers = new(StringComparer.Ordinal);

    /// <summary>Every provider, by name.</summary>
    public IReadOnlyList<VendorProviderDescriptor> Providers
    {
        get
        {
            lock (_gate)
                return [.. _providers.Values.OrderBy(provider => provider.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>
    /// The record of each provider's settings block, as <see cref="Configuration.ConfigurationLoadOptions.Providers"/> takes it.
    /// </summary>
    public IReadOnlyDictionary<string, Type?> SettingsTypes =>
        Providers.ToDictionary(provider => provider.Name, provider => provider.SettingsType, StringComparer.Ordinal);

    /// <summary>A registry with the providers that this product brings along.</summary>
    public static VendorProviderRegistry CreateDefault()
    {
        var registry = new VendorProviderRegistry();
        foreach (var provider in BuiltInProviders.All)
            registry.Register(provider);
        return registry;
    }

    /// <summary>Adds a provider.</summary>
    /// <exception cref="ArgumentException">The name is taken, or cannot be a name.</exception>
    public void Register(VendorProviderDescriptor provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        if (provider.Name.Length == 0 || provider.Name.Any(
            character => !char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character != '_'))
            throw new ArgumentException(
                $"'{provider.Name}' cannot be a provider's name: use lower-case letters, digits and '_'.", nameof(provider));
        lock (_gate)
        {
            if (!_providers.TryAdd(provider.Name, provider))
                throw new ArgumentException(
                    $"A provider named '{provider.Name}' is registered already; unregister it first.", nameof(provider));
        }
    }

    /// <summary>Adds the providers of a plug-in: all, or none where one of them cannot be added.</summary>
    /// <exception cref="PluginException">A name is taken, or cannot be a name.</exception>
    public void Register(VendorPlugin plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        var added = new List<string>();
        foreach (var provider in plugin.Providers)
        {
            try
            {
                Register(provider);
                added.Add(provider.Name);
            }
            catch (ArgumentException error)
            {
                added.ForEach(name => Unregister(name));
                throw Refuse(plugin, provider, error);
            }
        }
    }

    /// <summary>Takes a provider away. Vendors that were made by it go on.</summary>
    /// <returns>Whether there was one of this name.</returns>
    public bool Unregister(string name)
    {
        lock (_gate)
            return _providers.Remove(name);
    }

    /// <summary>Looks a provider up.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out VendorProviderDescriptor? provider)
    {
        lock (_gate)
            return _providers.TryGetValue(name, out provider);
    }

    /// <summary>Makes the provider of a configured vendor.</summary>
    /// <exception cref="VendorException">
    /// <see cref="VendorFailure.Unsupported"/> where there is no such provider or it cannot work with these settings.
    /// </exception>
    public IVendorProvider Create(VendorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var module = context.Settings.Module;
        return TryFind(module, out var provider)
            ? provider.Create(context)
            : throw new VendorException(
                VendorFailure.Unsupported,
                $"Vendor '{context.Settings.Name}' asks for provider '{module}', which is not registered; "
                + $"known are {string.Join(", ", Providers.Select(known => known.Name))}.");
    }

    private PluginException Refuse(VendorPlugin plugin, VendorProviderDescriptor provider, ArgumentException error)
    {
        if (!TryFind(provider.Name, out var other))
            return new PluginException(
                $"'{plugin.Path}' calls its provider '{provider.Name}', which cannot be a name.",
                "Use lower-case letters, digits and '_'.",
                error);
        var whose = other.Kind == ProviderKind.BuiltIn ? "is built in" : $"comes from '{other.Path}'";
        return new PluginException(
            $"'{plugin.Path}' calls its provider '{provider.Name}', but there is one of that name, which {whose}.",
            "Give the provider another name.",
            error);
    }
}
