using System.Management.Automation;
using LdapVendorSync.Core.Vendors.Plugins;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Providers;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Takes a registered provider out of the session.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "VendorProvider", HelpUri = OnlineHelp.Folder + "Unregister-VendorProvider.md")]
[OutputType(typeof(void))]
public sealed class UnregisterVendorProviderCommand : PSCmdlet
{
    /// <summary>The name of the provider.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            if (!SessionPlugins.Unregister(name))
                WriteError(CommandError.Create(Refusal(name), name));
        }
    }

    private static CommandException Refusal(string name) =>
        SessionPlugins.Providers.FirstOrDefault(provider => provider.Name == name) is { Kind: ProviderKind.BuiltIn }
            ? new CommandException(ErrorKinds.VendorProviderBuiltIn, $"The provider '{name}' is built in and stays.")
            : CommandException.ProviderNotFound(name, SessionPlugins.Providers);
}
