BeforeAll {
    . $PSScriptRoot/common.ps1
    $script = "$RepositoryRoot/examples/custom-provider/script/keycards.ps1"
}

Describe 'Get-VendorProvider' {
    It 'lists the providers that are built in' {
        $providers = Get-VendorProvider
        $providers.Name | Should -Contain 'rest'
        $providers.Name | Should -Contain 'sqlite'
        $providers.Name | Should -Be ($providers.Name | Sort-Object)
        $providers.Kind | Select-Object -Unique | ForEach-Object { "$_" } | Should -Be 'BuiltIn'
        $providers | Where-Object Path | Should -BeNullOrEmpty
        $providers.Description | Should -Not -BeNullOrEmpty
    }

    It 'tells the settings of a provider with type, default and description' {
        $settings = (Get-VendorProvider sqlite).Settings
        $settings.Name | Should -Be 'database', 'busy_timeout_seconds', 'read_only'
        $settings[0].IsRequired | Should -BeTrue
        $settings[1].Type | Should -Be 'number'
        $settings[1].Default | Should -Be '10'
        $settings[2].Description | Should -Match 'only read'
    }

    It 'takes wildcards, several names and any case' {
        (Get-VendorProvider SQL*).Name | Should -Be 'sqlite'
        ('rest', 'sqlite' | Get-VendorProvider).Count | Should -Be 2
        Get-VendorProvider nothing* | Should -BeNullOrEmpty
    }

    It 'says what there is when a name is not there' {
        $null = Get-VendorProvider nowhere -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'VendorProviderNotFound,LdapVendorSync.PowerShell.Commands.GetVendorProviderCommand'
        "$($problems[0].CategoryInfo.Category)" | Should -Be 'ObjectNotFound'
        "$($problems[0])" | Should -Match "'nowhere'.*rest, .*sqlite"
    }

    It 'tells what a registered script can do' {
        Register-VendorProvider $script
        try {
            $provider = Get-VendorProvider keycards
            "$($provider.Kind)" | Should -Be 'Script'
            $provider.Path | Should -Be (Resolve-Path $script).Path
            $provider.Description | Should -Be 'The key cards of a building: which card opens which door.'
            $provider.Settings | Should -BeNullOrEmpty
            $provider.Capabilities.CreateUsers | Should -BeTrue
            $provider.Capabilities.DeleteUsers | Should -BeTrue
            $provider.Capabilities.MaxConcurrency | Should -Be 1
        }
        finally {
            Unregister-VendorProvider keycards
        }
    }

    It 'shows a table with what matters' {
        $text = Get-VendorProvider sqlite | Out-String -Width 200
        $text | Should -Match 'Name\s+Kind\s+Settings\s+Description'
        $text | Should -Match 'sqlite\s+BuiltIn\s+database, busy_timeout_seconds, read_only'
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "Get-VendorProvider"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
