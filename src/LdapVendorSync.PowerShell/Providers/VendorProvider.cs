using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.PowerShell.Providers;

/// <summary>A provider as <c>Get-VendorProvider</c> shows it.</summary>
public sealed record VendorProvider
{
    /// <summary>The name for <c>module:</c>, and of the settings block.</summary>
    public required string Name { get; init; }

    /// <summary>What it speaks to.</summary>
    public required string Description { get; init; }

    /// <summary>Where it comes from.</summary>
    public required ProviderKind Kind { get; init; }

    /// <summary>The plug-in's file or folder; nothing for a built-in provider.</summary>
    public string? Path { get; init; }

    /// <summary>The keys of its block. A script's block has none that are known: it may hold any.</summary>
    public required IReadOnlyList<VendorProviderSetting> Settings { get; init; }

    /// <summary>What it can do; nothing where it depends on the settings.</summary>
    public VendorCapabilities? Capabilities { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name;

    /// <summary>Shows a provider.</summary>
    internal static VendorProvider Of(VendorProviderDescriptor provider) => new()
    {
        Name = provider.Name,
        Description = provider.Description,
        Kind = provider.Kind,
        Path = provider.Path,
        Settings = SettingsOf(provider),
        Capabilities = provider.Capabilities,
    };

    private static VendorProviderSetting[] SettingsOf(VendorProviderDescriptor provider)
    {
        var block = $"vendor_apps[].{provider.Name}.";
        var keys = ConfigurationSchema.Keys(new Dictionary<string, Type?> { [provider.Name] = provider.SettingsType });
        return
        [
            .. from key in keys
               where key.Path.StartsWith(block, StringComparison.Ordinal)
               select new VendorProviderSetting
               {
                   Name = key.Path[block.Length..],
                   Type = key.Type,
                   IsRequired = key.IsRequired,
                   Default = key.Default,
                   Description = key.Description,
               },
        ];
    }
}

/// <summary>A key of a provider's block.</summary>
public sealed record VendorProviderSetting
{
    /// <summary>The key; one of an inner block with the names of those around it.</summary>
    public required string Name { get; init; }

    /// <summary>What its value is.</summary>
    public required string Type { get; init; }

    /// <summary>Whether it has to be given.</summary>
    public required bool IsRequired { get; init; }

    /// <summary>What holds where it is left out.</summary>
    public string? Default { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name;
}
