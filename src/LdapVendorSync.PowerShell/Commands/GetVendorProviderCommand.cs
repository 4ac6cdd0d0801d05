using System.Management.Automation;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Providers;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Lists the providers that vendors can be configured with.</summary>
[Cmdlet(VerbsCommon.Get, "VendorProvider", HelpUri = OnlineHelp.Folder + "Get-VendorProvider.md")]
[OutputType(typeof(VendorProvider))]
public sealed class GetVendorProviderCommand : PSCmdlet
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            Write(name);
    }

    private void Write(string name)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        var found = SessionPlugins.Providers.Where(provider => pattern.IsMatch(provider.Name)).ToList();
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            WriteError(CommandError.Create(CommandException.ProviderNotFound(name, SessionPlugins.Providers), name));
        foreach (var provider in found)
            WriteObject(VendorProvider.Of(provider));
    }
}
