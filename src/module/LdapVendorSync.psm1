using namespace System.IO
using namespace System.Management.Automation
using namespace System.Reflection

$bin = [Path]::Combine($PSScriptRoot, 'bin')

# LoadFrom takes half the time of Add-Type, and nothing of the loader needs to be named in a script.
$loader = [Assembly]::LoadFrom([Path]::Combine($bin, 'LdapVendorSync.Loader.dll')).GetType('LdapVendorSync.Loader.ModuleLoadContext')
if (-not $loader::IsLoadedFrom($bin)) {
    throw [InvalidOperationException]::new(
        "Another copy of LdapVendorSync ($($loader.Assembly.Location)) is loaded in this process, and .NET cannot unload it. " +
        "Start a new PowerShell session to use the one in '$PSScriptRoot'.")
}

$inner = Microsoft.PowerShell.Core\Import-Module -Assembly $loader::GetModuleAssembly() -PassThru

# A second import (-Force) finds the assembly's module in PowerShell's cache and then does not export its commands from
# here (PowerShell issue 20710), so they are added by hand; there is no public way.
$addExportedCmdlet = [PSModuleInfo].GetMethod('AddExportedCmdlet', [BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
    $addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
}
