# What one cmdlet emits is what another takes: the pipelines that people write, each as it stands.

BeforeDiscovery {
    # Each runs in a folder with a quickstart, two runs old, whose directory has lost one developer since. LVS_CONFIG names its configuration.
    $works = @(
        @{ Pipe = 'Get-LdapGroupMember | Compare-GroupMembership | Sync-VendorGroup -WhatIf'
           Run = { Get-LdapGroupMember 'cn=engineering,ou=groups,dc=nordwind,dc=example' | Compare-GroupMembership -Vendor Wiki -Group developers | Sync-VendorGroup -WhatIf }
           Expected = 'Planned Remove cdubois'; See = { "$($_.Result) $($_.Action) $($_.User)" } }
        @{ Pipe = 'Compare-GroupMembership -Difference (Get-VendorGroupMember) | Sync-VendorGroup -WhatIf'
           Run = { Get-LdapGroupMember 'cn=engineering,ou=groups,dc=nordwind,dc=example' | Compare-GroupMembership -Difference (Get-VendorGroupMember Wiki developers) -ConfigPath $env:LVS_CONFIG | Sync-VendorGroup -WhatIf }
           Expected = 'Planned Remove cdubois'; See = { "$($_.Result) $($_.Action) $($_.User)" } }
        @{ Pipe = 'New-VendorSyncPlan | Export-VendorSyncPlan | Import-VendorSyncPlan | Sync-VendorGroup -WhatIf'
           Run = { New-VendorSyncPlan | Export-VendorSyncPlan ./plan.json | Import-VendorSyncPlan | Where-Object Group -EQ developers | Sync-VendorGroup -WhatIf }
           Expected = 'Planned Remove cdubois'; See = { "$($_.Result) $($_.Action) $($_.User)" } }
        @{ Pipe = 'New-VendorSyncPlan | Export-VendorSyncReport'
           Run = { New-VendorSyncPlan | Export-VendorSyncReport ./plan.csv -PassThru }
           Expected = 'plan.csv'; See = { $_.Name } }
        @{ Pipe = 'Get-VendorSyncRun | Get-VendorSyncChange'
           Run = { Get-VendorSyncRun | Get-VendorSyncChange -Vendor Wiki -Group developers -Person cdubois }
           Expected = 'AddMember cdubois'; See = { "$($_.Operation) $($_.Person)" } }
        @{ Pipe = 'Get-VendorSyncRun | Undo-VendorSyncRun -WhatIf'
           Run = { Get-VendorSyncRun | Select-Object -Last 1 | Undo-VendorSyncRun -Vendor Wiki -Group developers -Person aberg -WhatIf }
           Expected = 'True aberg'; See = { "$($_.DryRun) $(($_.Changes | Where-Object Action -EQ Remove).User)" } }
        @{ Pipe = 'Get-VendorSyncRun | Export-VendorSyncReport'
           Run = { Get-VendorSyncRun | Export-VendorSyncReport ./reports/ -Format Json -PassThru | ForEach-Object { (Get-Content $_ -Raw | ConvertFrom-Json).totals.added } | Sort-Object -Unique }
           Expected = '0', '86'; See = { "$_" } }
        @{ Pipe = 'Get-VendorSyncChange | Trace-GroupMembership'
           Run = { Get-VendorSyncChange -Group developers -Person cdubois -Operation AddMember | Trace-GroupMembership }
           Expected = 'cdubois Wiki developers'; See = { "$($_.Person.Name -replace '^.*\((.+)\)$', '$1') $($_.Vendor) $($_.Group)" } }
        @{ Pipe = 'Import-Csv | Get-LdapGroupMember'
           Run = { Set-Content ./groups.csv 'Group', 'leaders', 'on-call'; Import-Csv ./groups.csv | Get-LdapGroupMember | ForEach-Object { $_.Read.Group } | Sort-Object -Unique }
           Expected = 'leaders', 'on-call'; See = { $_ } }
        @{ Pipe = 'Get-DirectorySnapshot | Compare-DirectorySnapshot'
           Run = { Get-DirectorySnapshot -Source staff -Latest | Compare-DirectorySnapshot -Difference Wiki -AsComparison -NoStore }
           Expected = 'staff Wiki'; See = { "$($_.Reference.System) $($_.Difference.System)" } }
        @{ Pipe = 'Compare-DirectorySnapshot -AsComparison | Export-VendorSyncReport'
           Run = { Compare-DirectorySnapshot staff Wiki -AsComparison -NoStore | Export-VendorSyncReport ./compared.csv -PassThru }
           Expected = 'compared.csv'; See = { $_.Name } }
        @{ Pipe = 'Get-ChildItem | Test-LdapVendorSyncConfig'
           Run = { Get-ChildItem *.yaml | Test-LdapVendorSyncConfig }
           Expected = 'True'; See = { "$_" } }
        @{ Pipe = 'Test-LdapVendorSyncConfig -PassThru, then -Config'
           Run = { $loaded = Get-ChildItem *.yaml | Test-LdapVendorSyncConfig -PassThru; $env:LVS_CONFIG = './none.yaml'; New-VendorSyncPlan -Config $loaded }
           Expected = 'cdubois'; See = { ($_.Changes | Where-Object Group -EQ developers).User } }
        @{ Pipe = 'Register-VendorProvider -PassThru | Unregister-VendorProvider'
           Run = { Get-ChildItem "$RepositoryRoot/examples/custom-provider/script/keycards.ps1" | Register-VendorProvider -PassThru | Unregister-VendorProvider; Get-VendorProvider | Where-Object Kind -NE BuiltIn }
           Expected = @(); See = { $_.Name } }
    )

    # What would make no sense says so.
    $refused = @(
        @{ Pipe = 'Compare-DirectorySnapshot | Export-VendorSyncReport'
           Run = { Compare-DirectorySnapshot staff Wiki -NoStore | Export-VendorSyncReport ./findings.csv }
           Id = 'InputNotReportable,*'; Message = '*-AsComparison*' }
        @{ Pipe = 'Get-VendorSyncChange | Export-VendorSyncReport'
           Run = { Get-VendorSyncChange | Export-VendorSyncReport ./changes.csv }
           Id = 'InputNotReportable,*'; Message = '*Get-VendorSyncRun*' }
        @{ Pipe = 'Import-VendorSyncPlan | Export-VendorSyncReport'
           Run = { New-VendorSyncPlan | Export-VendorSyncPlan ./whole.json | Import-VendorSyncPlan | Export-VendorSyncReport ./changes.csv }
           Id = 'InputNotReportable,*'; Message = '*-PlanPath*' }
        @{ Pipe = 'Get-VendorSyncChange of groups alone | Trace-GroupMembership'
           Run = { [pscustomobject]@{ Person = 'cdubois'; Vendor = 'Wiki'; Group = $null } | Trace-GroupMembership }
           Id = 'ParameterArgumentValidationError*,*'; Message = "*'Group'*" }
    )
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $before = $env:LVS_CONFIG
    $config = New-Quickstart
    1..2 | ForEach-Object { $null = Invoke-LdapVendorSync $config }
    $null = New-DirectorySnapshot staff -ConfigPath $config
    $null = New-DirectorySnapshot -Vendor Wiki -ConfigPath $config
    Edit-Directory $config { param($text) $text -replace '(?m)^member: uid=cdubois,.*\r?\n', '' }
}

Describe 'A pipeline' {
    BeforeEach {
        $env:LVS_CONFIG = $config
        Push-Location (Split-Path $config)
    }

    AfterEach {
        Pop-Location
        $env:LVS_CONFIG = $before
    }

    It 'works: <Pipe>' -ForEach $works {
        $emitted = @(& $Run 6>$null | ForEach-Object $See)
        $emitted | Should -Be $Expected
    }

    It 'is refused with a word on what to do: <Pipe>' -ForEach $refused {
        $problem = try { & { $ErrorActionPreference = 'Stop'; & $Run } } catch { $_ }
        $problem.FullyQualifiedErrorId | Should -BeLike $Id
        $problem.Exception.Message | Should -BeLike $Message
    }

    It 'has changed nothing at the vendor, since these only look' {
        (Get-VendorGroupMember Wiki developers).UserName | Should -Contain 'cdubois'
    }

    It 'removes nobody by a part of what was read: <_>' -ForEach 'Get-LdapGroupMember', 'Import-Csv' {
        Set-Content ./part.csv 'Group', '"cn=engineering,ou=groups,dc=nordwind,dc=example"'
        $members = $_ -eq 'Import-Csv' ? (Import-Csv ./part.csv | Get-LdapGroupMember) : (Get-LdapGroupMember 'cn=engineering,ou=groups,dc=nordwind,dc=example')
        $changes = $members | Select-Object -Skip 1 | Compare-GroupMembership Wiki developers -WarningVariable warnings
        $changes | Should -BeNullOrEmpty
        "$warnings" | Should -Match 'withheld'
    }
}
