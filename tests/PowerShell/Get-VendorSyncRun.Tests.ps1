BeforeAll {
    . $PSScriptRoot/common.ps1
    $config = New-Quickstart
    $first = Invoke-LdapVendorSync $config
    $second = Invoke-LdapVendorSync $config
    $dry = Invoke-LdapVendorSync $config -WhatIf
}

Describe 'Get-VendorSyncRun' {
    It 'lists the runs, the latest first' {
        $runs = Get-VendorSyncRun -ConfigPath $config
        $runs.RunId | Should -Be $dry.RunId, $second.RunId, $first.RunId
        $runs[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.History.RunRecord'
        $runs[0].DryRun | Should -BeTrue
        $runs[2].Totals.Added | Should -Be $first.Totals.Added
        "$($runs[2].Status)" | Should -Be 'Succeeded'
    }

    It 'says who ran it where, how, and with which configuration' {
        $run = Get-VendorSyncRun $first.RunId -ConfigPath $config
        $run.User | Should -Be ([Environment]::UserName)
        $run.Host | Should -Be ([Environment]::MachineName)
        $run.Command | Should -Be 'Invoke-LdapVendorSync'
        $run.ConfigHash | Should -Match '^sha256:[0-9a-f]{64}$'
        $run.Duration | Should -BeGreaterThan ([timespan]::Zero)
    }

    It 'takes last, the beginning of an id, and runs from the pipeline' {
        (Get-VendorSyncRun last -ConfigPath $config).RunId | Should -Be $dry.RunId
        (Get-VendorSyncRun $first.RunId.Substring(0, 20) -ConfigPath $config).RunId | Should -Contain $first.RunId
        ($first, $second | Get-VendorSyncRun -ConfigPath $config).RunId | Should -Be $first.RunId, $second.RunId
        ($first.RunId | Get-VendorSyncRun -ConfigPath $config).RunId | Should -Be $first.RunId
    }

    It 'chooses by number, time, status and vendor' {
        (Get-VendorSyncRun -Last 1 -ConfigPath $config).RunId | Should -Be $dry.RunId
        Get-VendorSyncRun -Since (Get-Date).AddHours(1) -ConfigPath $config | Should -BeNullOrEmpty
        @(Get-VendorSyncRun -Since (Get-Date).AddHours(-1) -Until (Get-Date).AddHours(1) -ConfigPath $config).Count | Should -Be 3
        Get-VendorSyncRun -Status Failed, Unfinished -ConfigPath $config | Should -BeNullOrEmpty
        @(Get-VendorSyncRun -Status succeeded -ConfigPath $config).Count | Should -Be 3
        @(Get-VendorSyncRun -Vendor wiki -ConfigPath $config).Count | Should -Be 3
        Get-VendorSyncRun -Vendor nowhere -ConfigPath $config | Should -BeNullOrEmpty
    }

    It 'reads a history by its path' {
        (Get-VendorSyncRun -Path (Join-Path (Split-Path $config) 'state/history.db') -Last 1).RunId | Should -Be $dry.RunId
    }

    It 'goes on after an id that is not there' {
        $runs = '1999', $first.RunId | Get-VendorSyncRun -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        $runs.RunId | Should -Be $first.RunId
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'RunNotFound,LdapVendorSync.PowerShell.Commands.GetVendorSyncRunCommand'
        $problems[0].TargetObject | Should -Be '1999'
    }

    It 'emits nothing where there was no run, and makes no history' {
        $other = New-Quickstart
        Get-VendorSyncRun -ConfigPath $other | Should -BeNullOrEmpty
        Join-Path (Split-Path $other) 'state' | Should -Not -Exist
    }

    It 'refuses a file that is not there, or no history' {
        { Get-VendorSyncRun -Path $TestDrive/none.db } | Should -Throw -ErrorId 'HistoryNotFound,*'
        { Get-VendorSyncRun -Path $config } | Should -Throw -ErrorId 'HistoryUnreadable,*'
        { Get-VendorSyncRun -ConfigPath $TestDrive/none.yaml } | Should -Throw -ErrorId 'ConfigurationInvalid,*'
    }

    It 'is shown as a table' {
        $text = Get-VendorSyncRun -ConfigPath $config | Out-String -Width 200
        $text | Should -Match 'RunId\s+Started\s+Status\s+Changes'
        $text | Should -Match "$($dry.RunId).*dry run: "
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "Get-VendorSyncRun -ConfigPath '$config'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
