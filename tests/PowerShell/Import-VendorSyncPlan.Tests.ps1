BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.ImportVendorSyncPlanCommand'
    $config = New-Quickstart
    $file = Join-Path $TestDrive 'plan.json'
    $null = New-VendorSyncPlan $config | Export-VendorSyncPlan $file
}

Describe 'Import-VendorSyncPlan' {
    It 'emits changes that carry their plan' {
        $changes = Import-VendorSyncPlan $file
        $changes[0].PSTypeNames | Should -Contain 'LdapVendorSync.Core.Sync.Plans.PlannedChange'
        $changes[0].PSTypeNames | Should -Contain 'LdapVendorSync.Core.Members.MembershipChange'
        @($changes.Plan.Id | Sort-Object -Unique).Count | Should -Be 1
        ($changes | Where-Object Action -EQ Add)[0].User | Should -Not -BeNullOrEmpty
    }

    It 'takes files from the pipeline' {
        @(Get-Item $file | Import-VendorSyncPlan).Count | Should -Be @(Import-VendorSyncPlan $file).Count
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a file that is not there'; ErrorId = 'PlanUnreadable'; Content = $null }
        @{ Name = 'another file'; ErrorId = 'NotAPlan'; Content = { 'vendor_apps: []' } }
        @{ Name = 'a schema that it does not know'; ErrorId = 'PlanSchemaUnknown'; Content = { (Get-Content $file -Raw).Replace('"schemaVersion": 1', '"schemaVersion": 9') } }
        @{ Name = 'a file that was edited'; ErrorId = 'PlanDamaged'; Content = { (Get-Content $file -Raw).Replace('developers', 'everyone') } }
        @{ Name = 'a file that was cut off'; ErrorId = 'PlanDamaged'; Content = { (Get-Content $file -Raw).Substring(0, 2000) } }
    ) {
        $other = Join-Path $TestDrive "$([guid]::NewGuid()).json"
        if ($Content) {
            Set-Content $other (& $Content) -NoNewline
        }
        { Import-VendorSyncPlan $other } | Should -Throw -ErrorId "$ErrorId,$id"
    }

    It 'warns of a plan that expired' {
        $old = Join-Path $TestDrive 'old.json'
        $null = New-VendorSyncPlan $config -Vendor Wiki -ExpiresAfter 00:00:00.001 | Export-VendorSyncPlan $old
        $null = Import-VendorSyncPlan $old -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'expired'
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "Import-VendorSyncPlan '$file'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
