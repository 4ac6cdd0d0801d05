BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.NewVendorSyncPlanCommand'
}

Describe 'New-VendorSyncPlan' {
    BeforeAll {
        $config = New-Quickstart
    }

    It 'emits what a sync would do, and does nothing' {
        $plan = New-VendorSyncPlan $config
        $plan.PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Sync.Plans.SyncPlan'
        @($plan.Changes | Where-Object Action -EQ Add).Count | Should -Be 86
        $plan.Changes[0].Plan.Id | Should -Be $plan.Id
        ($plan.ExpiresAt - $plan.CreatedAt).TotalHours | Should -Be 24
        $plan.Header.Mappings.Count | Should -BeGreaterThan 1
        { Get-VendorGroupMember Wiki developers -ConfigPath $config -ErrorAction Stop } | Should -Throw -ErrorId 'GroupNotFound,*'
    }

    It 'is about the vendors and groups that were asked for' {
        $plan = New-VendorSyncPlan -ConfigPath $config -Vendor Wiki -Group developers -ExpiresAfter 02:00:00
        $plan.Changes.Group | Sort-Object -Unique | Should -Be 'developers'
        $plan.Header.Mappings.Count | Should -Be 1
        ($plan.ExpiresAt - $plan.CreatedAt).TotalHours | Should -Be 2
    }

    It 'refuses what cannot be planned' {
        { New-VendorSyncPlan $config -Vendor Nowhere } | Should -Throw -ErrorId "ConfigurationInvalid,$id"
        { New-VendorSyncPlan $config -ExpiresAfter 00:00:00 } | Should -Throw -ErrorId "ExpiryInvalid,$id"
    }

    It 'plans the rest where one group fails' {
        $broken = New-Quickstart
        (Get-Content $broken -Raw) -replace 'cn=engineering,ou=groups', 'cn=gone,ou=groups' | Set-Content $broken
        $plan = New-VendorSyncPlan $broken -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be "GroupFailed,$id"
        $plan.Changes.Group | Should -Contain 'page-owners'
        $plan.Changes.Group | Should -Not -Contain 'developers'
    }

    It 'stops while a vendor is silent' {
        $stopped = Stop-AtSilentServer "New-VendorSyncPlan '$(Add-SilentVendor)' -Vendor Silent"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
