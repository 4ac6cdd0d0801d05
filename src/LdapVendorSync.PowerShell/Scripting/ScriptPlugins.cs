using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>Plug-ins that are PowerShell scripts. Reading one runs nothing of it.</summary>
internal sealed class ScriptPlugins : IPluginFormat
{
    /// <inheritdoc />
    public bool Takes(string path) => Path.GetExtension(path).Equals(".ps1", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public VendorPlugin Load(string path)
    {
        var script = ScriptReader.Read(path);
        var descriptor = new VendorProviderDescriptor
        {
            Name = script.Name,
            Description = script.Description,
            SettingsType = typeof(IReadOnlyDictionary<string, object>),
            Capabilities = script.Capabilities,
            Kind = ProviderKind.Script,
            Path = path,
            Create = context => new ScriptVendorProvider(script, context),
        };
        return new VendorPlugin(path, [PluginGuard.Around(descriptor)], PluginPermissions.Check(path), () => { });
    }
}
