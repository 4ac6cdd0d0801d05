BeforeAll {
    . $PSScriptRoot/common.ps1
    $config = New-Quickstart
    $first = Invoke-LdapVendorSync $config
    # Nobody is left in the group of those who lead, which holds its removals.
    Edit-Directory $config { param($text) $text -replace '(?<=Who leads a team\r?\nentryUUID: \S+\r?\n)(?:member: .*\r?\n)+', '' }
    $held = Invoke-LdapVendorSync $config
    $again = Invoke-LdapVendorSync $config
}

Describe 'Get-VendorSyncChange' {
    It 'lists what a run sent, with values, duration and outcome' {
        $changes = Get-VendorSyncChange $first.RunId -ConfigPath $config
        $changes.Count | Should -BeGreaterThan 80
        $changes[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.History.RecordedChange'
        $added = $changes | Where-Object { "$($_.Operation)" -eq 'AddMember' } | Select-Object -First 1
        "$($added.Outcome)" | Should -Be 'Applied'
        $added.RunId | Should -Be $first.RunId
        $added.Vendor | Should -Not -BeNullOrEmpty
        $added.Group | Should -Not -BeNullOrEmpty
        $added.Duration | Should -Not -BeNullOrEmpty
        $added.MatchKey | Should -Match '='
    }

    It 'tells whom a guard held, which one and why' {
        "$($held.Status)" | Should -Be 'Blocked'
        $changes = Get-VendorSyncChange $again.RunId -Outcome Held -ConfigPath $config
        @($changes).Count | Should -Be $again.Totals.Blocked
        $leader = $changes | Where-Object Group -EQ 'page-owners' | Select-Object -First 1
        $leader.Rule | Should -Be 'empty source'
        $leader.Message | Should -Match 'has no members'
        "$($leader.Operation)" | Should -Be 'RemoveMember'
        $leader.FirstRunId | Should -Be $held.RunId
        $leader.Runs | Should -Be 2
    }

    It 'has one object for what several runs in a row held' {
        @(Get-VendorSyncChange -Outcome Held -ConfigPath $config).Count | Should -Be $again.Totals.Blocked
    }

    It 'takes runs from the pipeline' {
        $changes = Get-VendorSyncRun -ConfigPath $config | Get-VendorSyncChange -ConfigPath $config
        ($changes.RunId | Sort-Object -Unique) | Should -Be ($first.RunId, $held.RunId, $again.RunId | Sort-Object)
    }

    It 'finds a person by name, id and match key, in any case' {
        $changes = Get-VendorSyncChange -Person CDUBOIS -ConfigPath $config
        $changes | Should -Not -BeNullOrEmpty
        ($changes.Person | Sort-Object -Unique) | Should -Be 'cdubois'
        @(Get-VendorSyncChange -Person 'userName=cdubois' -ConfigPath $config).Count | Should -Be @($changes).Count
        $id = $changes.SourceId | Where-Object { $_ } | Select-Object -First 1
        @(Get-VendorSyncChange -Person $id -ConfigPath $config).Count | Should -BeGreaterThan 0
        Get-VendorSyncChange -Person nobody -ConfigPath $config | Should -BeNullOrEmpty
    }

    It 'chooses by vendor, group, operation and time' {
        $changes = Get-VendorSyncChange -Vendor wiki -Group DEVELOPERS -Operation AddMember -ConfigPath $config
        @($changes).Count | Should -Be 13
        Get-VendorSyncChange -Since (Get-Date).AddHours(1) -ConfigPath $config | Should -BeNullOrEmpty
        Get-VendorSyncChange -Until (Get-Date).AddHours(-1) -ConfigPath $config | Should -BeNullOrEmpty
        Get-VendorSyncChange -Since (Get-Date).AddHours(-1) -Until (Get-Date).AddHours(1) -ConfigPath $config | Should -Not -BeNullOrEmpty
    }

    It 'streams' {
        Get-VendorSyncChange -ConfigPath $config | Select-Object -First 3 | Should -HaveCount 3
    }

    It 'goes on after a run that is not there' {
        $changes = '1999', 'last' | Get-VendorSyncChange -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        $changes | Should -Not -BeNullOrEmpty
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'RunNotFound,LdapVendorSync.PowerShell.Commands.GetVendorSyncChangeCommand'
    }

    It 'is shown as a table' {
        Get-VendorSyncChange last -ConfigPath $config | Out-String -Width 250 | Should -Match 'At\s+Vendor\s+Group\s+Operation\s+Person\s+Outcome\s+Details'
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "Get-VendorSyncChange -ConfigPath '$config'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
        [int](Invoke-LdapVendorSync $config).ExitCode | Should -BeIn 0, 5 -Because 'the history is free again'
    }
}
