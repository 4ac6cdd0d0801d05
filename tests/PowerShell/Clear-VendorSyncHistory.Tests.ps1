BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.ClearVendorSyncHistoryCommand'
}

Describe 'Clear-VendorSyncHistory' {
    BeforeEach {
        $config = New-Quickstart
        $null = Invoke-LdapVendorSync $config
        $history = Join-Path (Split-Path $config) state history.db
    }

    It 'removes a person, and emits what was removed and what remains' {
        $result = Clear-VendorSyncHistory dnowak -ConfigPath $config
        $result.PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.History.Purging.PurgeResult'
        "$($result.Status) $($result.DryRun)" | Should -Be 'Purged False'
        $result.Erased['links'] | Should -BeGreaterThan 0
        $result.Remarks | Should -Not -BeNullOrEmpty
        [Text.Encoding]::UTF8.GetString([IO.File]::ReadAllBytes($history)) | Should -Not -Match 'dnowak'
        (Clear-VendorSyncHistory dnowak -ConfigPath $config).Status | Should -Be 'NotFound'
    }

    It 'shows with -WhatIf what is known, and removes nothing' {
        $dry = Clear-VendorSyncHistory dnowak -ConfigPath $config -WhatIf
        $dry.DryRun | Should -BeTrue
        $done = Clear-VendorSyncHistory dnowak -ConfigPath $config
        $done.Erased['links'] | Should -Be $dry.Erased['links']
    }

    It 'takes people from the pipeline' {
        $results = 'dnowak', 'nobody' | Clear-VendorSyncHistory -ConfigPath $config
        $results.Status | Should -Be 'Purged', 'NotFound'
    }

    It 'refuses while another process works with the history' {
        $other = [IO.File]::Open("$history.lock", 'Open', 'Read', 'Read')
        try {
            $result = Clear-VendorSyncHistory dnowak -ConfigPath $config -ErrorVariable errors -ErrorAction SilentlyContinue
        }
        finally {
            $other.Dispose()
        }
        $result.Status | Should -Be 'Locked'
        $errors[0].FullyQualifiedErrorId | Should -Be "VendorLocked,$id"
    }

    It 'cuts profiles down to what the configuration wants kept' {
        (Get-Content $config -Raw) -replace '(?m)^state_dir: state', "history: { profile_data: none }`nstate_dir: state" | Set-Content $config
        $result = Clear-VendorSyncHistory -ProfileData -ConfigPath $config
        $result.Status | Should -Be 'Purged'
        $result.Erased['parts of snapshots'] | Should -BeGreaterThan 0
    }

    It 'asks before it removes with -Confirm' {
        $result = Invoke-Pwsh "Import-Module '$ModulePath'; try { Clear-VendorSyncHistory dnowak -ConfigPath '$config' -Confirm } catch { `"`$_`" }"
        $result.Output + $result.Errors | Should -Match 'NonInteractive'
        (Clear-VendorSyncHistory dnowak -ConfigPath $config).Status | Should -Be 'Purged'
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "'dnowak', 'cdubois' | Clear-VendorSyncHistory -ConfigPath '$config'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
        (Clear-VendorSyncHistory cdubois -ConfigPath $config).Status | Should -Be 'Purged' -Because 'the history is free again, and nobody else was removed'
    }
}
