BeforeAll {
    . $PSScriptRoot/common.ps1
    $kit = Get-ChildItem "$RepositoryRoot/src/LdapVendorSync.ProviderKit/bin/*/net10.0/LdapVendorSync.ProviderKit.dll" |
        Sort-Object LastWriteTime | Select-Object -Last 1
}

Describe 'The example script' {
    It 'keeps the provider contract' {
        if (-not $kit) {
            Set-ItResult -Skipped -Because 'the provider contract test kit is not built'
            return
        }
        # The kit has to see the core that the module sees, so that it is loaded where the module is.
        $module = (Get-Command Get-VendorProvider).ImplementingType.Assembly
        $context = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($module)
        $vendor = "$TestDrive/KeycardsVendorUnderTest.dll"
        $core = Split-Path $module.Location
        Add-Type -Path "$PSScriptRoot/KeycardsVendorUnderTest.cs" -OutputAssembly $vendor -ReferencedAssemblies @(
            $kit.FullName, "$core/LdapVendorSync.Core.dll", 'System.Runtime', 'System.Collections', 'System.Linq', 'System.Text.Json', 'System.Text.RegularExpressions'
        )
        $null = $context.LoadFromAssemblyPath($kit.FullName)
        $type = $context.LoadFromAssemblyPath($vendor).GetType('KeycardsVendorUnderTest')

        $format = [Activator]::CreateInstance($module.GetType('LdapVendorSync.PowerShell.Scripting.ScriptPlugins'), $true)
        $plugin = $format.GetType().GetMethod('Load').Invoke($format, @("$RepositoryRoot/examples/custom-provider/script/keycards.ps1"))
        $results = $type.GetMethod('RunAllAsync').Invoke($null, @($plugin.Providers[0])).GetAwaiter().GetResult()

        $results.Count | Should -BeGreaterOrEqual 40
        $results | Where-Object { "$($_.Outcome)" -eq 'Failed' } | ForEach-Object { "$($_.Behaviour.Name): $($_.Reason)" } | Should -BeNullOrEmpty
        @($results | Where-Object { "$($_.Outcome)" -eq 'Passed' }).Count | Should -BeGreaterThan ($results.Count / 2)
    }
}
