BeforeAll {
    . $PSScriptRoot/common.ps1
    $engineering = 'cn=engineering,ou=groups,dc=nordwind,dc=example'
    $config = New-Quickstart
    $null = Invoke-LdapVendorSync $config

    # One person is gone from the group, one is renamed, one has come.
    Edit-Directory $config {
        param($text)
        $text = $text -replace '(?m)^member: uid=ivarga,ou=people,dc=nordwind,dc=example\r?\n(?=(.+\n)*)', ''
        $text -replace '(?m)^mail: hsato@nordwind\.example', 'mail: haruka.sato@nordwind.example'
    }
    $null = Sync-VendorGroup -Vendor Wiki -Group page-owners -ConfigPath $config

    function Get-Summary($changes) {
        @($changes | ForEach-Object { "$($_.Action) $($_.User)" } | Sort-Object)
    }
}

Describe 'Compare-GroupMembership by the mapping' {
    It 'finds the changes and writes nothing' {
        $changes = Compare-GroupMembership Wiki developers -ConfigPath $config
        Get-Summary $changes | Should -Be 'Remove ivarga', 'Update hsato'
        $changes[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Members.MembershipChange'
        "$(($changes | Where-Object User -eq hsato).Differences)" | Should -Be 'email: hsato@nordwind.example -> haruka.sato@nordwind.example'
        "$($changes[0].Mapping)" | Should -Be "$engineering -> Wiki/developers"
        (Get-VendorGroupMember Wiki developers -ConfigPath $config).UserName | Should -Contain ivarga
    }

    It 'finds nothing where nothing differs' {
        Compare-GroupMembership CRM sales-emea -ConfigPath $config | Should -BeNullOrEmpty
    }

    It 'takes the names of vendor and group in any case' {
        Get-Summary (Compare-GroupMembership wiki DEVELOPERS -ConfigPath $config) | Should -Be 'Remove ivarga', 'Update hsato'
    }

    It 'says which vendor or mapping is not there' {
        $id = 'LdapVendorSync.PowerShell.Commands.CompareGroupMembershipCommand'
        { Compare-GroupMembership Nowhere developers -ConfigPath $config } | Should -Throw -ErrorId "VendorNotFound,$id"
        { Compare-GroupMembership Wiki nothing -ConfigPath $config } | Should -Throw -ErrorId "MappingNotFound,$id"
        { Get-LdapGroupMember leaders -ConfigPath $config | Compare-GroupMembership Wiki nothing -ConfigPath $config } |
            Should -Throw -ErrorId "GroupNotFound,$id"
        { Compare-GroupMembership Wiki developers -ConfigPath $TestDrive/none.yaml } | Should -Throw -ErrorId "ConfigurationInvalid,$id"
    }
}

Describe 'Compare-GroupMembership with members from the pipeline' {
    It 'emits removals when the whole group arrived' {
        $changes = Get-LdapGroupMember $engineering -ConfigPath $config | Compare-GroupMembership Wiki developers -ConfigPath $config -WarningVariable warnings
        Get-Summary $changes | Should -Be 'Remove ivarga', 'Update hsato'
        $warnings | Should -BeNullOrEmpty
    }

    It 'emits removals for a group that was kept in a variable' {
        $members = Get-LdapGroupMember $engineering -ConfigPath $config
        Get-Summary ($members | Sort-Object UserName | Compare-GroupMembership Wiki developers -ConfigPath $config) | Should -Be 'Remove ivarga', 'Update hsato'
        Get-Summary (Compare-GroupMembership Wiki developers -Reference $members -ConfigPath $config) | Should -Be 'Remove ivarga', 'Update hsato'
    }

    It 'withholds removals from <Name> and says why' -ForEach @(
        @{ Name = 'the first five'; Filter = { $input | Select-Object -First 5 }; Why = 'stopped before its end|Only 5 of the 12' }
        @{ Name = 'a filtered group'; Filter = { $input | Where-Object UserName -ne 'aberg' }; Why = 'Only 11 of the 12' }
        @{ Name = 'an empty pipe'; Filter = { $input | Where-Object { $false } }; Why = 'The reference set is empty' }
        @{ Name = 'all but the last'; Filter = { $input | Select-Object -SkipLast 1 }; Why = 'Only 11 of the 12' }
        @{ Name = 'one person many times'; Filter = { $first = $input | Select-Object -Last 1; 1..12 | ForEach-Object { $first } }; Why = 'Only 1 of the 12' }
    ) {
        $changes = Get-LdapGroupMember $engineering -ConfigPath $config | & $Filter |
            Compare-GroupMembership Wiki developers -ConfigPath $config -WarningVariable warnings -WarningAction SilentlyContinue
        $changes.Action | Should -Not -Contain 'Remove'
        "$warnings" | Should -Match 'removal\(s\) withheld'
        "$warnings" | Should -Match $Why
        "$warnings" | Should -Match 'withheld \(\w+'
    }

    It 'withholds removals when one of the groups could not be read' {
        $changes = $engineering, 'cn=nobody,ou=groups,dc=nordwind,dc=example' | Get-LdapGroupMember -ConfigPath $config -ErrorAction SilentlyContinue |
            Compare-GroupMembership Wiki developers -ConfigPath $config -WarningVariable warnings -WarningAction SilentlyContinue
        $changes.Action | Should -Not -Contain 'Remove'
        "$warnings" | Should -Match 'nobody'
    }

    It 'withholds removals when the read was only partial' {
        $partial = New-Quickstart
        $null = Invoke-LdapVendorSync $partial
        Edit-Directory $partial {
            param($text)
            $text -replace '(?m)^member: uid=ivarga,ou=people,dc=nordwind,dc=example', 'member: uid=nobody,ou=people,dc=nordwind,dc=example'
        }
        $changes = Get-LdapGroupMember $engineering -ConfigPath $partial -WarningAction SilentlyContinue |
            Compare-GroupMembership Wiki developers -ConfigPath $partial -WarningVariable warnings -WarningAction SilentlyContinue
        $changes | Should -BeNullOrEmpty
        "$warnings" | Should -Match 'ivarga.*is not complete.*uid=nobody'
    }

    It 'reads nested groups as the mapping does' {
        $changes = Get-LdapGroupMember on-call -ConfigPath $config | Compare-GroupMembership CRM support -ConfigPath $config -WarningVariable warnings
        $changes.Action | Should -Not -Contain 'Remove'
        $warnings | Should -BeNullOrEmpty
    }

    It 'believes -ReferenceIsComplete' {
        $changes = Get-LdapGroupMember $engineering -ConfigPath $config | Select-Object -First 5 |
            Compare-GroupMembership Wiki developers -ConfigPath $config -ReferenceIsComplete -WarningVariable warnings
        @($changes | Where-Object Action -eq Remove).Count | Should -Be 8
        $warnings | Should -BeNullOrEmpty
    }

    It 'does not take an empty reference for permission, whoever vouches' {
        @() | Compare-GroupMembership Wiki developers -ConfigPath $config -ReferenceIsComplete -WarningVariable warnings -WarningAction SilentlyContinue |
            Should -BeNullOrEmpty
        "$warnings" | Should -Match 'empty'
        Compare-GroupMembership Wiki developers -Reference @() -ConfigPath $config -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'refuses what is no member' {
        { 'aberg' | Compare-GroupMembership Wiki developers -ConfigPath $config -ErrorAction Stop } | Should -Throw -ErrorId '*InputObjectNotBound*'
    }
}

Describe 'Compare-GroupMembership with two sets' {
    BeforeAll {
        $reference = Get-LdapGroupMember $engineering -ConfigPath $config
        $difference = Get-VendorGroupMember Wiki developers -ConfigPath $config
    }

    It 'needs no configuration' {
        Push-Location $TestDrive
        try {
            Get-Summary (Compare-GroupMembership -Reference $reference -Difference $difference) | Should -Be 'Remove ivarga', 'Update hsato'
            Get-Summary ($reference | Compare-GroupMembership -Difference $difference) | Should -Be 'Remove ivarga', 'Update hsato'
        }
        finally {
            Pop-Location
        }
    }

    It 'matches by the keys that are asked for' {
        $changes = Compare-GroupMembership -Reference $reference -Difference $difference -MatchOn email
        Get-Summary $changes | Should -Be 'Add hsato', 'Remove hsato', 'Remove ivarga'
        Get-Summary (Compare-GroupMembership -Reference $reference -Difference $difference -MatchOn email -ConfigPath $config) |
            Should -Be 'Remove ivarga', 'Update hsato' -Because 'with the configuration there are links, which beat every key'
    }

    It 'withholds removals from a part of either set' {
        $changes = Compare-GroupMembership -Reference $reference[0..4] -Difference $difference -WarningVariable warnings -WarningAction SilentlyContinue
        $changes.Action | Should -Not -Contain 'Remove'
        "$warnings" | Should -Match 'Only 5 of the 12'
        # Those who would be removed are in the part, in whatever order the vendor lists people.
        $part = @($difference | Where-Object UserName -NotIn $reference.UserName) + @($difference | Where-Object UserName -In $reference.UserName)
        $changes = Compare-GroupMembership -Reference $reference -Difference $part[0..10] -WarningVariable warnings -WarningAction SilentlyContinue
        $changes.Action | Should -Not -Contain 'Remove'
        "$warnings" | Should -Match 'Only 11 of the 13'
    }

    It 'asks which group an empty set is' {
        { Compare-GroupMembership -Reference $reference -Difference @() } |
            Should -Throw -ErrorId 'MappingUnknown,LdapVendorSync.PowerShell.Commands.CompareGroupMembershipCommand'
        $changes = Compare-GroupMembership -Reference $reference -Difference @() -Vendor Wiki -Group developers
        @($changes | Where-Object Action -eq Add).Count | Should -Be 12
    }

    It 'stops while a vendor is silent' {
        $stopped = Stop-AtSilentServer "Compare-GroupMembership Silent crew -ConfigPath '$(Add-SilentVendor)'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
