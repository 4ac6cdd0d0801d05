using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>
/// Loads the plug-ins that a configuration names into a registry. Disposed, it takes them out of it again and unloads them.
/// </summary>
/// <param name="registry">Gets the providers.</param>
/// <param name="formats">What can be loaded here.</param>
public sealed class PluginLoader(VendorProviderRegistry registry, IReadOnlyList<IPluginFormat> formats) : IPluginSource, IDisposable
{
    private readonly List<VendorPlugin> _loaded = [];

    /// <inheritdoc />
    PluginLoad IPluginSource.Load(string path)
    {
        try
        {
            // Registered for the session already, from the same file: it is the same provider.
            if (registry.Providers.Where(provider => SamePath(provider.Path, path)).ToList() is { Count: > 0 } known)
                return ToLoad(known, []);
            var plugin = Load(path);
            return ToLoad(plugin.Providers, plugin.Warnings);
        }
        catch (PluginException error)
        {
            return PluginLoad.Failed(error.Message, error.Hint);
        }
    }

    /// <summary>Loads a plug-in and registers its providers.</summary>
    /// <param name="path">An absolute path of a file or folder.</param>
    /// <exception cref="PluginException">It cannot be used, or a name is taken; nothing of it is registered then.</exception>
    public VendorPlugin Load(string path)
    {
        var plugin = Read(path, formats);
        try
        {
            registry.Register(plugin);
        }
        catch
        {
            plugin.Dispose();
            throw;
        }

        _loaded.Add(plugin);
        return plugin;
    }

    /// <summary>Loads a plug-in without registering it anywhere.</summary>
    /// <param name="path">An absolute path of a file or folder.</param>
    /// <param name="formats">What can be loaded here.</param>
    /// <exception cref="PluginException">It cannot be used.</exception>
    public static VendorPlugin Read(string path, IReadOnlyList<IPluginFormat> formats)
    {
        if (!Path.Exists(path))
            throw new PluginException($"There is no file or folder '{path}'.", "A path in the configuration is relative to its folder.");
        return formats.FirstOrDefault(format => format.Takes(path)) is { } format ? format.Load(path) : throw Refuse(path);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var plugin in _loaded)
        {
            foreach (var provider in plugin.Providers)
                registry.Unregister(provider.Name);
            plugin.Dispose();
        }

        _loaded.Clear();
    }

    private static PluginException Refuse(string path) => Path.GetExtension(path).Equals(".ps1", StringComparison.OrdinalIgnoreCase)
        ? new PluginException(
            $"'{path}' is a PowerShell script, and the command ldap-vendor-sync has no PowerShell inside.",
            "Run this configuration with the PowerShell module: Import-Module LdapVendorSync; Invoke-LdapVendorSync -ConfigPath <file>.")
        : new PluginException(
            $"'{path}' is no plug-in.", "A plug-in is a .NET assembly (.dll), a folder with one, or, in PowerShell, a script (.ps1).");

    private static PluginLoad ToLoad(IReadOnlyList<VendorProviderDescriptor> providers, IReadOnlyList<string> warnings) =>
        new(providers.ToDictionary(provider => provider.Name, provider => provider.SettingsType, StringComparer.Ordinal), warnings);

    private static bool SamePath(string? one, string other) => string.Equals(
        one, other, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
