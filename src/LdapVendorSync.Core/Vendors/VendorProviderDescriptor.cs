using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.Core.Vendors;

/// <summary>What a provider is called, what it is for, how it is configured and how it is made.</summary>
public sealed record VendorProviderDescriptor
{
    /// <summary>The name by which the config's <c>module:</c> picks it, and the name of its settings block; lower case.</summary>
    public required string Name { get; init; }

    /// <summary>What it speaks to: one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>
    /// The record of its settings block, with <see cref="Configuration.SettingAttribute"/>s and a constructor without parameters;
    /// <see langword="null"/> where it has no block.
    /// </summary>
    public Type? SettingsType { get; init; }

    /// <summary>What it can do, as far as that is the same for every vendor; <see langword="null"/> where it depends on the settings.</summary>
    public VendorCapabilities? Capabilities { get; init; }

    /// <summary>Where the provider comes from; whoever loads a plug-in sets it.</summary>
    public ProviderKind Kind { get; init; } = ProviderKind.BuiltIn;

    /// <summary>The plug-in's file or folder; <see langword="null"/> for a built-in provider.</summary>
    public string? Path { get; init; }

    /// <summary>Makes a provider for one vendor. Nothing is sent before <see cref="IVendorProvider.ConnectAsync"/>.</summary>
    /// <remarks>Throws <see cref="VendorException"/> where the vendor's settings cannot work.</remarks>
    public required Func<VendorContext, IVendorProvider> Create { get; init; }
}
