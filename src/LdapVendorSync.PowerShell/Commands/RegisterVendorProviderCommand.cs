using System.Management.Automation;
using LdapVendorSync.Core.Vendors.Plugins;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Providers;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Adds a provider of one's own to the session: an assembly or a script.</summary>
[Cmdlet(VerbsLifecycle.Register, "VendorProvider", HelpUri = OnlineHelp.Folder + "Register-VendorProvider.md")]
[OutputType(typeof(VendorProvider))]
public sealed class RegisterVendorProviderCommand : PSCmdlet
{
    /// <summary>The assembly, the folder with one, or the script.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Another name for the provider than its own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Whether the providers are emitted.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Whether a registered plug-in with one of the names makes room.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        try
        {
            var plugin = Register(GetUnresolvedProviderPathFromPSPath(Path));
            foreach (var warning in plugin.Warnings)
                WriteWarning(warning);
            if (PassThru)
                WriteObject(plugin.Providers.Select(VendorProvider.Of), enumerateCollection: true);
        }
        catch (PluginException error)
        {
            WriteError(CommandError.Create(error, Path));
        }
    }

    private VendorPlugin Register(string path)
    {
        var plugin = PluginLoader.Read(path, SessionPlugins.Formats);
        try
        {
            if (Name is not null)
                plugin.Rename(Name);
            SessionPlugins.Register(plugin, Force);
            return plugin;
        }
        catch
        {
            plugin.Dispose();
            throw;
        }
    }
}
