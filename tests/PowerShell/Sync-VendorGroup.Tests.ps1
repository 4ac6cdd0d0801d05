BeforeAll {
    . $PSScriptRoot/common.ps1
    $engineering = 'cn=engineering,ou=groups,dc=nordwind,dc=example'
    $id = 'LdapVendorSync.PowerShell.Commands.SyncVendorGroupCommand'

    function Remove-FromDirectory([string] $Config, [string[]] $User) {
        Edit-Directory $Config {
            param($text)
            foreach ($name in $User) {
                $text = $text -replace "(?m)^member: uid=$name,ou=people,dc=nordwind,dc=example\r?\n", ''
            }
            $text
        }
    }
}

Describe 'Sync-VendorGroup with changes from the pipeline' {
    BeforeEach {
        $config = New-Quickstart
        $null = Invoke-LdapVendorSync $config
        Remove-FromDirectory $config ivarga
    }

    It 'applies them and emits an outcome for each' {
        $outcomes = @(Compare-GroupMembership Wiki developers -ConfigPath $config | Sync-VendorGroup -ConfigPath $config)
        $outcomes.Count | Should -Be 1
        $outcomes[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Sync.ChangeOutcome'
        "$($outcomes[0].Result) $($outcomes[0].Action) $($outcomes[0].User) $($outcomes[0].Vendor)/$($outcomes[0].Group)" |
            Should -Be 'Applied Remove ivarga Wiki/developers'
        (Get-VendorGroupMember Wiki developers -ConfigPath $config).UserName | Should -Not -Contain ivarga
        Compare-GroupMembership Wiki developers -ConfigPath $config | Should -BeNullOrEmpty
    }

    It 'shows with -WhatIf what it would do, and does nothing' {
        $result = Invoke-Pwsh @"
            Import-Module '$ModulePath'
            Get-LdapGroupMember '$engineering' -ConfigPath '$config' |
                Compare-GroupMembership Wiki developers -ConfigPath '$config' |
                Sync-VendorGroup -ConfigPath '$config' -WhatIf | ForEach-Object { "`$(`$_.Result) `$(`$_.Action) `$(`$_.User)" }
"@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Match 'What if: Performing the operation "Remove" on target "ivarga in Wiki/developers"'
        $result.Output | Should -Match 'Planned Remove ivarga'
        (Get-VendorGroupMember Wiki developers -ConfigPath $config).UserName | Should -Contain ivarga
    }

    It 'follows $WhatIfPreference' {
        $WhatIfPreference = $true
        $outcomes = Compare-GroupMembership Wiki developers -ConfigPath $config | Sync-VendorGroup -ConfigPath $config
        $WhatIfPreference = $false
        "$($outcomes.Result)" | Should -Be 'Planned'
        (Get-VendorGroupMember Wiki developers -ConfigPath $config).UserName | Should -Contain ivarga
    }

    It 'removes nobody for <Name>, and says why' -ForEach @(
        @{ Name = 'the first five'; Filter = { $input | Select-Object -First 5 } }
        @{ Name = 'a filtered group'; Filter = { $input | Where-Object UserName -ne aberg } }
        @{ Name = 'an empty pipe'; Filter = { $input | Where-Object { $false } } }
    ) {
        $before = (Get-VendorGroupMember Wiki developers -ConfigPath $config).UserName
        $outcomes = Get-LdapGroupMember $engineering -ConfigPath $config | & $Filter |
            Compare-GroupMembership Wiki developers -ConfigPath $config -WarningVariable warnings -WarningAction SilentlyContinue |
            Sync-VendorGroup -ConfigPath $config
        $outcomes | Should -BeNullOrEmpty
        "$warnings" | Should -Match 'removal\(s\) withheld.*(arrived|stopped before its end)'
        (Get-VendorGroupMember Wiki developers -ConfigPath $config).UserName | Should -Be $before
    }

    It 'does nothing for nothing' {
        @() | Sync-VendorGroup -ConfigPath $config | Should -BeNullOrEmpty
        Sync-VendorGroup -Change @() -ConfigPath $config | Should -BeNullOrEmpty
    }

    It 'holds removals past the limit until -AllowRemoval lifts it' {
        Remove-FromDirectory $config aberg, bmensah, cdubois, dnowak, eokafor, fgarcia
        $before = (Get-VendorGroupMember Wiki developers -ConfigPath $config).Count
        $outcomes = Compare-GroupMembership Wiki developers -ConfigPath $config |
            Sync-VendorGroup -ConfigPath $config -WarningVariable warnings -WarningAction SilentlyContinue
        $outcomes.Count | Should -Be 7
        $outcomes.Result | Sort-Object -Unique | Should -Be 'Blocked'
        "$warnings" | Should -Match 'ivarga|aberg'
        (Get-VendorGroupMember Wiki developers -ConfigPath $config).Count | Should -Be $before

        $outcomes = Compare-GroupMembership Wiki developers -ConfigPath $config |
            Sync-VendorGroup -ConfigPath $config -AllowRemoval -WarningAction SilentlyContinue
        $outcomes.Result | Sort-Object -Unique | Should -Be 'Applied'
        (Get-VendorGroupMember Wiki developers -ConfigPath $config).Count | Should -Be ($before - 7)
    }

    It 'skips what is not confirmed' {
        $result = Invoke-Pwsh @"
            Import-Module '$ModulePath'
            try { Compare-GroupMembership Wiki developers -ConfigPath '$config' | Sync-VendorGroup -ConfigPath '$config' -Confirm } catch { "`$_" }
"@
        # Nobody can answer in a session that is not interactive, so nothing is done.
        $result.Output + $result.Errors | Should -Match 'NonInteractive'
        (Get-VendorGroupMember Wiki developers -ConfigPath $config).UserName | Should -Contain ivarga
    }

    It 'refuses a vendor that the configuration does not have' {
        $changes = Compare-GroupMembership Wiki developers -ConfigPath $config
        $other = New-Quickstart
        (Get-Content $other -Raw) -replace 'name: Wiki', 'name: Other' | Set-Content $other
        { $changes | Sync-VendorGroup -ConfigPath $other } | Should -Throw "*'Wiki'*" -ErrorId "ConfigurationInvalid,$id"
    }
}

Describe 'Sync-VendorGroup with a mapping' {
    BeforeAll {
        $config = New-Quickstart
    }

    It 'shows with -WhatIf what it would do, and does nothing' {
        $outcomes = Sync-VendorGroup -Vendor Wiki -Group page-owners -ConfigPath $config -WhatIf
        @($outcomes | Where-Object Action -eq Add).Count | Should -Be 6
        $outcomes.Result | Sort-Object -Unique | Should -Be 'Planned'
        { Get-VendorGroupMember Wiki page-owners -ConfigPath $config -ErrorAction Stop } | Should -Throw -ErrorId 'GroupNotFound,*'
    }

    It 'syncs that group and no other' {
        $outcomes = Sync-VendorGroup -Vendor Wiki -Group developers -ConfigPath $config
        @($outcomes | Where-Object { "$($_.Result) $($_.Action)" -eq 'Applied Add' }).Count | Should -Be 13
        (Get-VendorGroupMember Wiki developers -ConfigPath $config).Count | Should -Be 13
        { Get-VendorGroupMember Wiki page-owners -ConfigPath $config -ErrorAction Stop } | Should -Throw -ErrorId 'GroupNotFound,*'
        Sync-VendorGroup -Vendor wiki -Group Developers -ConfigPath $config | Should -BeNullOrEmpty -Because 'everything is right by then'
    }

    It 'says what is not there' {
        { Sync-VendorGroup -Vendor Nowhere -Group developers -ConfigPath $config } | Should -Throw -ErrorId "VendorNotFound,$id"
        { Sync-VendorGroup -Vendor Wiki -Group nothing -ConfigPath $config } | Should -Throw -ErrorId "MappingNotFound,$id"
        { Sync-VendorGroup -Vendor Wiki -Group employees -ConfigPath $config } | Should -Throw -ErrorId "MappingNotFound,$id" `
            -Because 'employees is a source group, not one of the vendor'
    }

    It 'tells of a source group that is not there, as an error of its own' {
        $broken = New-Quickstart
        (Get-Content $broken -Raw) -replace [regex]::Escape($engineering), 'cn=gone,ou=groups,dc=nordwind,dc=example' | Set-Content $broken
        $outcomes = Sync-VendorGroup -Vendor Wiki -Group developers -ConfigPath $broken -ErrorVariable problems -ErrorAction SilentlyContinue
        $outcomes | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be "GroupFailed,$id"
        $problems[0].Exception.Message | Should -Match 'cn=gone'
    }
}

Describe 'Sync-VendorGroup with a plan' {
    BeforeEach {
        $config = New-Quickstart
        $file = Join-Path (Split-Path $config) 'plan.json'
        $null = New-VendorSyncPlan $config | Export-VendorSyncPlan $file
    }

    It 'applies a file' {
        $outcomes = Sync-VendorGroup -Plan $file -ConfigPath $config
        $outcomes.Result | Sort-Object -Unique | Should -Be 'Applied'
        @($outcomes | Where-Object Action -EQ Add).Count | Should -Be 86
        (New-VendorSyncPlan $config).Changes.Count | Should -Be 0
    }

    It 'applies a plan as an object' {
        $outcomes = Sync-VendorGroup -Plan (New-VendorSyncPlan $config -Group developers) -ConfigPath $config
        @($outcomes | Where-Object Action -EQ Add).Count | Should -Be 13
    }

    It 'applies a part that was approved, and warns of the rest' {
        $outcomes = Import-VendorSyncPlan $file | Where-Object { $_.Group -eq 'developers' -and $_.User -ne 'ivarga' } |
            Sync-VendorGroup -ConfigPath $config -WarningVariable warnings -WarningAction SilentlyContinue
        @($outcomes | Where-Object Action -EQ Add).Count | Should -Be 12
        "$warnings" | Should -Match '1 change\(s\) are due that the plan .* does not have'
        (Get-VendorGroupMember Wiki developers -ConfigPath $config).UserName | Should -Not -Contain ivarga
    }

    It 'refuses with the reason what is not due any more, and adds nobody who came later' {
        $null = Invoke-LdapVendorSync $config
        Remove-FromDirectory $config ivarga
        $leavers = New-VendorSyncPlan $config -Vendor Wiki -Group developers
        @($leavers.Changes).User | Should -Be 'ivarga'
        $null = Invoke-LdapVendorSync $config
        $outcomes = Sync-VendorGroup -Plan $leavers -ConfigPath $config
        "$($outcomes.Result) $($outcomes.User): $($outcomes.Message)" | Should -Match '^Refused ivarga: No longer needed'
    }

    It 'applies nothing with -Strict where anything is refused' {
        Remove-FromDirectory $config ivarga
        $outcomes = Sync-VendorGroup -Plan $file -Strict -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be "PlanRefused,$id"
        $outcomes.Result | Sort-Object -Unique | Should -Be 'Refused'
        @($outcomes | Where-Object Message -Like 'No longer needed*').User | Sort-Object -Unique | Should -Be 'ivarga'
        { Get-VendorGroupMember Wiki page-owners -ConfigPath $config -ErrorAction Stop } | Should -Throw -ErrorId 'GroupNotFound,*'
    }

    It 'shows with -WhatIf what it would do, and does nothing' {
        $outcomes = Sync-VendorGroup -Plan (New-VendorSyncPlan $config -Group page-owners) -ConfigPath $config -WhatIf
        $outcomes.Result | Sort-Object -Unique | Should -Be 'Planned'
        { Get-VendorGroupMember Wiki page-owners -ConfigPath $config -ErrorAction Stop } | Should -Throw -ErrorId 'GroupNotFound,*'
    }

    It 'refuses an expired plan, another configuration, a mixture, and what is no plan' {
        $old = New-VendorSyncPlan $config -Vendor Wiki -ExpiresAfter 00:00:00.001
        { Sync-VendorGroup -Plan $old -ConfigPath $config -ErrorAction Stop } | Should -Throw '*expired*' -ErrorId "PlanRefused,$id"
        { Sync-VendorGroup -Plan 42 -ConfigPath $config } | Should -Throw -ErrorId "PlanInvalid,$id"
        { Sync-VendorGroup -Plan $config -ConfigPath $config } | Should -Throw -ErrorId "NotAPlan,$id"
        $other = (New-VendorSyncPlan $config).Changes[0]
        { @(@(Import-VendorSyncPlan $file)[0], $other) | Sync-VendorGroup -ConfigPath $config } | Should -Throw -ErrorId "PlanRefused,$id"
        (Get-Content $config -Raw) -replace '(?m)^vendor_apps:', "clear_missing: true`nvendor_apps:" | Set-Content $config
        { Sync-VendorGroup -Plan $file -ConfigPath $config -ErrorAction Stop } | Should -Throw '*was changed after the plan*' -ErrorId "PlanRefused,$id"
    }
}

Describe 'Compare-GroupMembership | Sync-VendorGroup for a mapping with except' {
    BeforeEach {
        $config = New-Quickstart
        # Of the leaders, aberg is in engineering.
        (Get-Content $config -Raw) -replace '(?m)^(\s+)vendor_group: page-owners', "`$0`n`$1except: ['$engineering']" | Set-Content $config
        $leaders = 'gbauer', 'hdahl', 'imartin', 'obergmann', 'wdevries'
    }

    It 'leaves out who is in the excluded group, by the mapping and with members from the pipe' {
        $null = Invoke-LdapVendorSync $config
        (Get-VendorGroupMember Wiki page-owners -ConfigPath $config).UserName | Sort-Object | Should -Be $leaders
        Compare-GroupMembership Wiki page-owners -ConfigPath $config | Should -BeNullOrEmpty
        $changes = Get-LdapGroupMember leaders -ConfigPath $config | Compare-GroupMembership Wiki page-owners -ConfigPath $config -WarningVariable warnings
        $changes | Should -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
    }

    It 'removes who joins the excluded group' {
        $null = Invoke-LdapVendorSync $config
        Edit-Directory $config {
            param($text)
            $text -replace '(?m)^(dn: cn=engineering,[\s\S]*?)(?=^member:)', "`$1member: uid=gbauer,ou=people,dc=nordwind,dc=example`n"
        }
        $outcomes = @(
            Get-LdapGroupMember leaders -ConfigPath $config |
                Compare-GroupMembership Wiki page-owners -ConfigPath $config |
                Sync-VendorGroup -ConfigPath $config
        )
        "$($outcomes.Result) $($outcomes.Action) $($outcomes.User)" | Should -Be 'Applied Remove gbauer'
        (Get-VendorGroupMember Wiki page-owners -ConfigPath $config).UserName | Should -Not -Contain gbauer
    }

    It 'adds nobody whom the mapping leaves out, though they were compared without it' {
        $null = Invoke-LdapVendorSync $config
        $plain = Join-Path (Split-Path $config) 'plain.yaml'
        (Get-Content $config -Raw) -replace '(?m)^\s+except:.*', '' | Set-Content $plain
        $changes = Get-LdapGroupMember leaders -ConfigPath $plain | Compare-GroupMembership Wiki page-owners -ConfigPath $plain
        "$($changes.Action) $($changes.User)" | Should -Be 'Add aberg'
        $outcomes = @($changes | Sync-VendorGroup -ConfigPath $config -WarningVariable warnings)
        "$($outcomes.Result)" | Should -Be 'Blocked'
        "$($outcomes.Message)$warnings" | Should -Match 'leaves out the people of'
        (Get-VendorGroupMember Wiki page-owners -ConfigPath $config).UserName | Should -Not -Contain aberg
    }

    It 'changes nobody where the excluded group is not there' {
        $null = Invoke-LdapVendorSync $config
        Edit-Directory $config { param($text) $text -replace '(?m)^dn: cn=engineering,', 'dn: cn=makers,' }
        { Compare-GroupMembership Wiki page-owners -ConfigPath $config } | Should -Throw "*no group '$engineering'*"
        { Get-LdapGroupMember leaders -ConfigPath $config | Compare-GroupMembership Wiki page-owners -ConfigPath $config } |
            Should -Throw "*no group '$engineering'*"
        (Get-VendorGroupMember Wiki page-owners -ConfigPath $config).UserName | Sort-Object | Should -Be $leaders
    }

    It 'stops while a vendor is silent' {
        $stopped = Stop-AtSilentServer "Sync-VendorGroup -Vendor Silent -Group crew -ConfigPath '$(Add-SilentVendor)'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
