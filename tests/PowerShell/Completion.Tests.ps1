BeforeAll {
    . $PSScriptRoot/common.ps1
    $config = New-Quickstart
    $first = Invoke-LdapVendorSync $config
    $dry = Invoke-LdapVendorSync $config -WhatIf
    $state = Get-Item (Join-Path (Split-Path $config) state)

    # Types of the core are not found by name: it is loaded apart.
    function New-Core([string] $Name) {
        [Activator]::CreateInstance($first.GetType().Assembly.GetType("LdapVendorSync.Core.$Name", $true), $args)
    }

    function Complete([string] $Line) {
        @((TabExpansion2 $Line $Line.Length).CompletionMatches)
    }
}

Describe 'Completion of arguments' {
    It 'offers vendors, in the order of the configuration' {
        (Complete "Get-VendorGroupMember -ConfigPath '$config' -Vendor ").CompletionText | Should -Be 'Wiki', 'CRM'
        (Complete "Invoke-LdapVendorSync '$config' -Vendor wI").CompletionText | Should -Be 'Wiki'
        (Complete "Invoke-LdapVendorSync '$config' -Vendor Wiki, c").CompletionText | Should -Be 'CRM'
        (Complete "Get-VendorGroupMember -ConfigPath '$config' ").CompletionText | Should -Contain 'CRM' -Because 'the first position is the vendor'
    }

    It 'offers the groups of the vendor on the line' {
        (Complete "Get-VendorGroupMember CRM -ConfigPath '$config' -Group ").CompletionText | Should -Be 'sales-emea', 'managers', 'support'
        (Complete "Sync-VendorGroup -Vendor wiki -ConfigPath '$config' -Group d").CompletionText | Should -Be 'developers'
        (Complete "Invoke-LdapVendorSync '$config' -Group ").Count | Should -Be 6
        (Complete "Invoke-LdapVendorSync '$config' -Group dev").ToolTip | Should -Be 'Wiki: developers, from cn=engineering,ou=groups,dc=nordwind,dc=example'
    }

    It 'offers the groups of a source, quoted where they need it' {
        $found = Complete "Get-LdapGroupMember -ConfigPath '$config' -Group "
        $found.CompletionText | Should -Contain 'leaders'
        $found.CompletionText | Should -Contain "'cn=Sales\, EMEA,ou=groups,dc=nordwind,dc=example'"
        @($found.CompletionText -eq 'leaders').Count | Should -Be 1
        (Complete "Get-LdapGroupMember -ConfigPath '$config' -Group cn=s").CompletionText | Should -Be "'cn=Sales\, EMEA,ou=groups,dc=nordwind,dc=example'"
        (Complete "Get-LdapGroupMember -ConfigPath '$config' -Group 'lea").CompletionText | Should -Be "'leaders'"
        (Complete "Get-LdapGroupMember -ConfigPath '$config' -Group `"lea").CompletionText | Should -Be "'leaders'"
        (Complete "Get-LdapGroupMember -ConfigPath '$config' -Source ").CompletionText | Should -Be 'staff'
        Complete "Get-LdapGroupMember -ConfigPath '$config' -Source elsewhere -Group " | Should -BeNullOrEmpty
    }

    It 'offers the ids of runs, the newest first, and says what they did' {
        $found = Complete "Undo-VendorSyncRun -ConfigPath '$config' -RunId "
        $found.CompletionText | Should -Be $dry.RunId, $first.RunId
        $found[0].ToolTip | Should -Match '^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d dry run, Succeeded: \d+ '
        $found[1].ToolTip | Should -Match 'Succeeded: \d+ added'
        (Complete "Get-VendorSyncChange -Path '$state/history.db' -RunId ").Count | Should -Be 2
        (Complete "Get-VendorSyncRun -ConfigPath '$config' ").Count | Should -Be 2
    }

    It 'offers snapshots and comparisons by their numbers' {
        $null = New-DirectorySnapshot staff -ConfigPath $config
        $null = New-DirectorySnapshot -Vendor Wiki -ConfigPath $config
        $null = Compare-DirectorySnapshot 1 2 -ConfigPath $config
        $found = Complete "Compare-DirectorySnapshot -ConfigPath '$config' -Reference "
        $found.CompletionText | Should -Be '2', '1'
        $found[1].ToolTip | Should -Match '^staff, .* people, \d+ groups$'
        (Complete "Get-DirectorySnapshot -ConfigPath '$config' -Number ").Count | Should -Be 2
        (Complete "Get-DirectoryComparison -ConfigPath '$config' -Number ").CompletionText | Should -Be '1'
    }

    It 'offers providers, attributes and keys of blocks' {
        (Complete 'Get-VendorGroupMember -Module s').CompletionText | Should -Be 'scim', 'sqlite'
        (Complete 'New-LdapVendorSyncConfig -Module gr').CompletionText | Should -Be 'grafana'
        (Complete 'Get-VendorProvider -Name ODO').CompletionText | Should -Be 'odoo'
        (Complete "Compare-GroupMembership -ConfigPath '$config' -MatchOn e").CompletionText | Should -Be 'email'
        (Complete "Compare-GroupMembership -ConfigPath '$config' -MatchOn t").CompletionText | Should -Be 'title' -Because 'the configuration names it'
        $keys = Complete 'Get-VendorGroupMember -Module sqlite -Setting '
        $keys.ListItemText | Should -Contain 'database'
        $keys.CompletionText | Should -Contain "@{database=''}"
        (Complete 'Get-VendorGroupMember -Module rest -Auth tok').ListItemText | Should -Contain 'token_url'
    }

    It 'finds the configuration by object, hashtable, variable, folder and drive' {
        $loaded = Test-LdapVendorSyncConfig -ConfigPath $config -PassThru
        $loaded | Should -Not -BeNullOrEmpty
        (Complete 'Get-VendorGroupMember -Config $loaded -Vendor ').CompletionText | Should -Be 'Wiki', 'CRM'
        (Complete 'Get-VendorGroupMember -Config $config -Vendor ').CompletionText | Should -Be 'Wiki', 'CRM'
        $before = $env:LVS_CONFIG
        try {
            $env:LVS_CONFIG = $config
            (Complete 'Get-VendorGroupMember ').CompletionText | Should -Contain 'Wiki'
        }
        finally {
            $env:LVS_CONFIG = $before
        }
        $null = New-PSDrive lvs FileSystem (Split-Path $config) -Scope Script
        (Complete 'Get-VendorGroupMember -ConfigPath lvs:/sync.yaml -Vendor ').CompletionText | Should -Be 'Wiki', 'CRM'
        Copy-Item $config (Join-Path (Split-Path $config) config.yaml)
        Push-Location (Split-Path $config)
        try {
            (Complete 'Get-VendorGroupMember -Vendor ').CompletionText | Should -Be 'Wiki', 'CRM'
        }
        finally {
            Pop-Location
        }
    }

    It 'quotes names with spaces and quotes, takes wildcards as they are, and leaves out what cannot be typed' {
        $odd = New-Quickstart
        (Get-Content $odd -Raw).Replace('name: Wiki', 'name: "Jim''s [x] $wiki"').Replace('name: CRM', 'name: "C\u001bRM"') | Set-Content $odd -NoNewline
        (Complete "Get-VendorGroupMember -ConfigPath '$odd' -Vendor ").CompletionText | Should -Be "'Jim''s [x] `$wiki'"
        (Complete "Get-VendorGroupMember -ConfigPath '$odd' -Vendor 'Jim''s [").CompletionText | Should -Be "'Jim''s [x] `$wiki'"
        Complete "Get-VendorGroupMember -ConfigPath '$odd' -Vendor *" | Should -BeNullOrEmpty
    }

    It 'offers nothing, not even files, where the configuration is wrong or not there' {
        Set-Content "$TestDrive/wrong.yaml" 'vendor_apps: [{name: A, module: nonsense}]'
        Set-Content "$TestDrive/broken.yaml" '{{{'
        Push-Location $TestDrive
        try {
            foreach ($name in 'wrong.yaml', 'broken.yaml', 'none.yaml') {
                Complete "Get-VendorGroupMember -ConfigPath ./$name -Vendor " | Should -BeNullOrEmpty
                Complete "Undo-VendorSyncRun -ConfigPath ./$name -RunId " | Should -BeNullOrEmpty
            }
        }
        finally {
            Pop-Location
        }
    }

    It 'fetches no secret, runs no plug-in, and leaves no trace' {
        $other = New-Quickstart
        $folder = Split-Path $other
        Set-Content "$folder/plugin.ps1" "Set-Content '$folder/touched-by-plugin' x"
        $text = (Get-Content $other -Raw) -replace '(?m)^vendor_apps:$', @"
plugins: [plugin.ps1]
history:
  encryption_key: {command: [touch, '$folder/touched-by-key']}
vendor_apps:
  - name: Remote
    module: rest
    base_url: https://vendor.invalid
    auth: {method: bearer, token: {command: [touch, '$folder/touched-by-command']}}
    groups:
      - {source_group: leaders, vendor_group: crew}
  - name: Vaulted
    module: rest
    base_url: https://other.invalid
    auth: {method: bearer, token: {secret: Vault/Name}}
    groups:
      - {source_group: leaders, vendor_group: crew}
  - name: Own
    module: keycards
    keycards: {door: 7}
    groups:
      - {source_group: leaders, vendor_group: "`${NOT_SET_ANYWHERE:-crew}"}
"@
        Set-Content $other $text
        $before = (Get-ChildItem $folder -Recurse -Force).FullName
        (Complete "Get-VendorGroupMember -ConfigPath '$other' -Vendor ").CompletionText | Should -Be 'Remote', 'Vaulted', 'Own', 'Wiki', 'CRM'
        (Complete "Get-VendorGroupMember Own -ConfigPath '$other' -Group ").CompletionText | Should -Be 'crew'
        Complete "Undo-VendorSyncRun -ConfigPath '$other' -RunId " | Should -BeNullOrEmpty

        # With a history that is there, its key would be needed.
        Copy-Item $state (Join-Path $folder state) -Recurse
        $null = Complete "Undo-VendorSyncRun -ConfigPath '$other' -RunId "
        Remove-Item (Join-Path $folder state) -Recurse
        (Get-ChildItem $folder -Recurse -Force).FullName | Should -Be $before
    }
}

Describe 'Names of parameters given as objects' {
    It 'takes source groups as objects with a DN, a mapping or a name' {
        $group = [pscustomobject]@{ DistinguishedName = 'cn=engineering,ou=groups,dc=nordwind,dc=example'; Name = 'engineering' }
        (Get-LdapGroupMember $group -ConfigPath $config).Count | Should -Be 13
        (Get-LdapGroupMember -Identity $group -ConfigPath $config).Count | Should -Be 13
        (Get-LdapGroupMember -Name leaders -ConfigPath $config).Count | Should -Be 6
        ($group, 'leaders' | Get-LdapGroupMember -ConfigPath $config).Count | Should -Be 19
        (Get-LdapGroupMember $group, 'leaders' -ConfigPath $config).Count | Should -Be 19
        $found = New-Core Sources.SourceGroup '1' 'x' $group.DistinguishedName $null
        ($found | Get-LdapGroupMember -ConfigPath $config).Count | Should -Be 13
        $mapping = New-Core Members.MappingReference staff leaders CRM managers
        (Get-LdapGroupMember $mapping -ConfigPath $config).Count | Should -Be 6
        (Get-VendorGroupMember $mapping $mapping -ConfigPath $config).Count | Should -Be 6
    }

    It 'takes vendor groups, vendors and runs as objects' {
        $group = New-Core Vendors.VendorGroup '42' developers
        (Get-VendorGroupMember $first.Vendors[0] $group -ConfigPath $config).Count | Should -Be 13
        ($group | Get-VendorGroupMember Wiki -ConfigPath $config).Count | Should -Be 13
        (Get-VendorGroupMember Wiki -Identity developers -ConfigPath $config).Count | Should -Be 13
        (Get-VendorSyncRun -Id $first -ConfigPath $config).RunId | Should -Be $first.RunId
        @(Get-VendorSyncChange -RunId $first -Vendor $first.Vendors[0] -Group $group -ConfigPath $config).Count |
            Should -Be @(Get-VendorSyncChange -RunId $first.RunId -Vendor Wiki -Group developers -ConfigPath $config).Count
        $run = Invoke-LdapVendorSync $config -Vendor $first.Vendors[0] -Group $group -WhatIf
        $run.Vendors.Name | Should -Be 'Wiki'
        $run.Vendors.Groups.Count | Should -Be 1
    }

    It 'refuses a hashtable, and does not widen to everything for an object without a name' {
        { Get-LdapGroupMember @{ Name = 'leaders' } -ConfigPath $config } | Should -Throw '*hashtable*' -ErrorId 'ParameterArgumentTransformationError,*'
        (Invoke-LdapVendorSync $config -Group ([pscustomobject]@{ Name = '' }) -WhatIf -ErrorAction SilentlyContinue).Vendors | Should -BeNullOrEmpty
        { Get-LdapGroupMember $null -ConfigPath $config } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}
