using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;
using LdapVendorSync.PowerShell.Scripting;

namespace LdapVendorSync.PowerShell.Providers;

/// <summary>The plug-ins that were registered for the session: for the process, as runspaces share the module.</summary>
internal static class SessionPlugins
{
    private static readonly Lock Gate = new();
    private static readonly VendorProviderRegistry Registry = VendorProviderRegistry.CreateDefault();
    private static readonly List<VendorPlugin> Plugins = [];

    /// <summary>What can be loaded here.</summary>
    public static IReadOnlyList<IPluginFormat> Formats { get; } = [new AssemblyPlugins(), new ScriptPlugins()];

    /// <summary>Every provider there is: built in and registered.</summary>
    public static IReadOnlyList<VendorProviderDescriptor> Providers => Registry.Providers;

    /// <summary>A registry that knows them all, to which a configuration may add its own.</summary>
    public static VendorProviderRegistry CreateRegistry()
    {
        var registry = new VendorProviderRegistry();
        foreach (var provider in Providers)
            registry.Register(provider);
        return registry;
    }

    /// <summary>Registers a plug-in.</summary>
    /// <param name="plugin">The plug-in.</param>
    /// <param name="replace">Whether plug-ins that have one of its names make room for it.</param>
    /// <exception cref="PluginException">A name is taken.</exception>
    public static void Register(VendorPlugin plugin, bool replace)
    {
        lock (Gate)
        {
            if (replace)
            {
                foreach (var provider in plugin.Providers)
                    Remove(provider.Name);
            }

            Registry.Register(plugin);
            Plugins.Add(plugin);
        }
    }

    /// <summary>Takes a plug-in away, with all its providers.</summary>
    /// <param name="name">The name of one of them.</param>
    /// <returns>Whether there was one; built-in providers stay.</returns>
    public static bool Unregister(string name)
    {
        lock (Gate)
            return Remove(name);
    }

    private static bool Remove(string name)
    {
        if (Plugins.Find(plugin => plugin.Providers.Any(provider => provider.Name == name)) is not { } found)
            return false;
        foreach (var provider in found.Providers)
            Registry.Unregister(provider.Name);
        Plugins.Remove(found);
        found.Dispose();
        return true;
    }
}
