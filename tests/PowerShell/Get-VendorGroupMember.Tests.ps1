BeforeAll {
    . $PSScriptRoot/common.ps1
    $config = New-Quickstart
    $null = Invoke-LdapVendorSync $config
}

Describe 'Get-VendorGroupMember' {
    It 'emits the members of a group' {
        $members = Get-VendorGroupMember Wiki developers -ConfigPath $config
        $members.Count | Should -Be 13
        $members[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Members.GroupMember'
        ($members | Where-Object UserName -eq cdubois).FirstName | Should -Be 'Chloé'
        $members[0].Read.System | Should -Be 'Wiki'
        "$($members[0].Read.Side)" | Should -Be 'Vendor'
        "$($members[0].Read.Completeness.Status)" | Should -Be 'Complete'
    }

    It 'takes groups from the pipeline' {
        ('developers', 'page-owners' | Get-VendorGroupMember Wiki -ConfigPath $config).Count | Should -Be 19
    }

    It 'takes the vendor name in any case' {
        (Get-VendorGroupMember wiki developers -ConfigPath $config).Count | Should -Be 13
    }

    It 'reads the next group after one that is not there' {
        $members = 'nobody', 'developers' | Get-VendorGroupMember Wiki -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        $members.Count | Should -Be 13
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'GroupNotFound,LdapVendorSync.PowerShell.Commands.GetVendorGroupMemberCommand'
        "$($problems[0].CategoryInfo.Category)" | Should -Be 'ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'nobody'
    }

    It 'names the vendors when the one that is asked for is not there' {
        $problem = { Get-VendorGroupMember Nowhere developers -ConfigPath $config } | Should -Throw -PassThru `
            -ErrorId 'VendorNotFound,LdapVendorSync.PowerShell.Commands.GetVendorGroupMemberCommand'
        $problem.Exception.Message | Should -Match "'Nowhere'.*'Wiki'"
        $problem.TargetObject | Should -Be 'Nowhere'
    }

    It 'refuses an invalid configuration' {
        { Get-VendorGroupMember Wiki developers -ConfigPath $TestDrive/none.yaml } | Should -Throw -ErrorId 'ConfigurationInvalid,*'
    }
}
