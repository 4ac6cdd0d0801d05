BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.ExportVendorSyncPlanCommand'
}

Describe 'Export-VendorSyncPlan' {
    BeforeAll {
        $config = New-Quickstart
        $plan = New-VendorSyncPlan $config
    }

    BeforeEach {
        $file = Join-Path $TestDrive "$([guid]::NewGuid())/plan.json"
    }

    It 'writes readable JSON and emits the file' {
        $written = $plan | Export-VendorSyncPlan $file
        $written.FullName | Should -Be $file
        $json = Get-Content $file -Raw | ConvertFrom-Json
        $json.kind | Should -Be 'ldap-vendor-sync-plan'
        $json.changes.Count | Should -Be $plan.Changes.Count
        if (-not $IsWindows) {
            $written.UnixFileMode | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite')
        }
    }

    It 'writes a selection of the changes of a plan' {
        $null = $plan | Export-VendorSyncPlan $file
        $part = Join-Path $TestDrive 'part.json'
        $null = Import-VendorSyncPlan $file | Where-Object Group -EQ developers | Export-VendorSyncPlan $part
        $changes = Import-VendorSyncPlan $part
        $changes.Group | Sort-Object -Unique | Should -Be 'developers'
        $changes[0].Plan.Mappings.Count | Should -Be 1
        $changes[0].Plan.Id | Should -Be $plan.Id
    }

    It 'writes nothing for nothing, and nothing with -WhatIf' {
        @() | Export-VendorSyncPlan $file | Should -BeNullOrEmpty
        $plan | Export-VendorSyncPlan $file -WhatIf | Should -BeNullOrEmpty
        Test-Path $file | Should -BeFalse
    }

    It 'replaces a file unless -NoClobber keeps it' {
        $null = $plan | Export-VendorSyncPlan $file
        $null = $plan | Export-VendorSyncPlan $file
        { $plan | Export-VendorSyncPlan $file -NoClobber } | Should -Throw -ErrorId "FileExists,$id"
    }

    It 'keeps plans apart' {
        $other = New-VendorSyncPlan $config
        { $plan, $other | Export-VendorSyncPlan $file } | Should -Throw -ErrorId "PlansMixed,$id"
        { @($plan.Changes[0], $other.Changes[0]) | Export-VendorSyncPlan $file } | Should -Throw -ErrorId "PlansMixed,$id"
    }

    It 'says why a file cannot be written' {
        $null = New-Item -ItemType Directory $file -Force
        { $plan | Export-VendorSyncPlan $file } | Should -Throw -ErrorId "PlanNotWritten,$id"
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "New-VendorSyncPlan '$config' | Export-VendorSyncPlan '$file'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
        @(Import-VendorSyncPlan $file).Count | Should -Be $plan.Changes.Count -Because 'the file is whole'
    }
}
