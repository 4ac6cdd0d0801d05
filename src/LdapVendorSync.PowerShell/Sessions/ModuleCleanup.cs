using System.Management.Automation;

namespace LdapVendorSync.PowerShell.Sessions;

/// <summary>Lets go of what a runspace keeps, when PowerShell removes the module from it.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc />
    public void OnRemove(PSModuleInfo psModuleInfo) => RunspaceConnections.CloseCurrent();
}
