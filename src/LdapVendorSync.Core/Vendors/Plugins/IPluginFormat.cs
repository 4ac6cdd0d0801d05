namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>A kind of plug-in that can be loaded here.</summary>
public interface IPluginFormat
{
    /// <summary>Whether a path is such a plug-in, by its name.</summary>
    /// <param name="path">An absolute path of a file or folder.</param>
    bool Takes(string path);

    /// <summary>Loads it. Nothing is registered, and nothing is sent anywhere.</summary>
    /// <exception cref="PluginException">It cannot be used.</exception>
    VendorPlugin Load(string path);
}
