# -Config: a configuration without a file.

BeforeDiscovery {
    . $PSScriptRoot/common.ps1
    # A task runs long after the session that registered it, and needs a file.
    $configured = @(Get-Command -Module LdapVendorSync |
            Where-Object { $_.Parameters.ContainsKey('ConfigPath') -and $_.Noun -ne 'LdapVendorSyncTask' } |
            ForEach-Object { @{ Command = $_ } })
}

BeforeAll {
    . $PSScriptRoot/common.ps1

    function New-ConfigTable([string] $Database = 'wiki.db') {
        @{
            sources     = @(@{ name = 'staff'; type = 'ldif'; file = 'directory.ldif'; user_filter = '(objectClass=inetOrgPerson)' })
            vendor_apps = @(
                @{
                    name          = 'Wiki'
                    module        = 'sqlite'
                    sqlite        = @{ database = $Database }
                    create_groups = $true
                    groups        = @(@{ source_group = 'cn=engineering,ou=groups,dc=nordwind,dc=example'; vendor_group = 'developers' })
                }
            )
            guards      = @{ max_removal_percent = 30; removal_floor = 5 }
        }
    }

    function New-RestTable($Token) {
        $table = New-ConfigTable
        $table.vendor_apps[0] = @{
            name = 'App'; module = 'rest'; base_url = 'http://127.0.0.1:1'; auth = @{ method = 'bearer'; token = $Token }
            groups = $table.vendor_apps[0].groups; error_handling = @{ max_retries = 0 }
        }
        $table
    }
}

Describe '-Config' {
    BeforeEach {
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
        Copy-Item "$RepositoryRoot/examples/quickstart/directory.ldif" $folder
        Push-Location $folder
    }

    AfterEach {
        Pop-Location
        Remove-Item Env:/LVS__* -ErrorAction Ignore
    }

    It 'takes a hashtable, with paths relative to the current location' {
        $run = Invoke-LdapVendorSync -Config (New-ConfigTable)
        $run.ExitCode | Should -Be 'Done'
        $run.Totals.Added | Should -BeGreaterThan 0
        Test-Path "$folder/wiki.db" | Should -BeTrue
        Test-Path "$folder/state/history.db" | Should -BeTrue
        @(Get-VendorSyncRun -Config (New-ConfigTable)).Count | Should -Be 1
    }

    It 'reads the same from <Name>' -ForEach @(
        @{ Name = 'an object of JSON'; Make = { New-ConfigTable | ConvertTo-Json -Depth 9 | ConvertFrom-Json } }
        @{ Name = 'an ordered dictionary'; Make = { [ordered]@{ sources = (New-ConfigTable).sources; vendor_apps = (New-ConfigTable).vendor_apps } } }
        @{ Name = 'lists of any kind'; Make = { $table = New-ConfigTable; $table.sources = [Collections.Generic.List[object]]$table.sources; $table } }
        @{ Name = 'values that were through the pipeline'; Make = { $table = New-ConfigTable; $table.sources = $table.sources | ForEach-Object { $_ } | Select-Object *; $table.sources = @([pscustomobject](New-ConfigTable).sources[0]); $table } }
    ) {
        $members = @(Get-LdapGroupMember 'cn=engineering,ou=groups,dc=nordwind,dc=example' -Config (& $Make))
        $members.Count | Should -Be @(Get-LdapGroupMember 'cn=engineering,ou=groups,dc=nordwind,dc=example' -Config (New-ConfigTable)).Count
        $members.Count | Should -BeGreaterThan 1
    }

    It 'still takes a path, as text and as file' {
        $config = New-Quickstart
        @(Get-LdapGroupMember leaders -Config $config).Count | Should -Be 6
        @(Get-LdapGroupMember leaders -Config (Get-Item $config)).Count | Should -Be 6
        @(Get-LdapGroupMember leaders -Config (Resolve-Path $config)).Count | Should -Be 6
        $null = New-PSDrive -Name Quick -PSProvider FileSystem -Root (Split-Path $config)
        @(Get-LdapGroupMember leaders -Config (Resolve-Path Quick:/sync.yaml)).Count | Should -Be 6
    }

    It 'warns whoever writes that history and locks depend on the current location' {
        $null = Invoke-LdapVendorSync -Config (New-ConfigTable) -WarningVariable warnings
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -BeLike "*no state_dir*'$folder/state'*absolute path*"
        $null = New-DirectorySnapshot staff -Config (New-ConfigTable) -WarningVariable warnings
        "$warnings" | Should -BeLike '*no state_dir*'
        $null = Get-VendorSyncRun -Config (New-ConfigTable) -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
    }

    It 'does not warn where <Name> says where they are' -ForEach @(
        @{ Name = 'the table'; Table = @{ state_dir = 'named' }; Variables = @{} }
        @{ Name = 'the environment'; Table = @{}; Variables = @{ LVS__STATE_DIR = 'named' } }
    ) {
        $Variables.GetEnumerator() | ForEach-Object { Set-Item "Env:/$($_.Key)" $_.Value }
        $run = Invoke-LdapVendorSync -Config ((New-ConfigTable) + $Table) -WarningVariable warnings
        $run.ExitCode | Should -Be 'Done'
        $warnings | Should -BeNullOrEmpty
        Test-Path "$folder/named/history.db" | Should -BeTrue
    }

    It 'lets variables of the environment override and fill in' {
        $env:LVS__GUARDS__MAX_REMOVAL_PERCENT = '101'
        { Invoke-LdapVendorSync -Config (New-ConfigTable) } | Should -Throw -ErrorId 'ConfigurationInvalid,*' -ExpectedMessage '*LVS__GUARDS__MAX_REMOVAL_PERCENT*guards.max_removal_percent*'
        $env:LVS__GUARDS__MAX_REMOVAL_PERCENT = '40'
        $env:LVS_TEST_DATABASE = 'named.db'
        (Invoke-LdapVendorSync -Config (New-ConfigTable '${LVS_TEST_DATABASE}')).ExitCode | Should -Be 'Done'
        Test-Path "$folder/named.db" | Should -BeTrue
        Remove-Item Env:/LVS_TEST_DATABASE
    }

    It 'takes variables of an environment file' {
        Set-Content ./names.env 'LVS_TEST_DATABASE=filed.db'
        (Sync-VendorGroup -Vendor Wiki -Group developers -Config (New-ConfigTable '${LVS_TEST_DATABASE}') -EnvironmentFile ./names.env).Count |
            Should -BeGreaterThan 0
        Test-Path "$folder/filed.db" | Should -BeTrue
    }

    It 'names the key of every mistake, and no line' {
        $table = New-ConfigTable
        $table.vendor_apps[0].groups[0].recurs = $true
        $table.guards.max_removal_percent = 120
        $table.vendor_apps[0].sqlite.database = { 'a script' }
        $thrown = { Invoke-LdapVendorSync -Config $table } | Should -Throw -ErrorId 'ConfigurationInvalid,LdapVendorSync.PowerShell.Commands.InvokeLdapVendorSyncCommand' -PassThru
        $thrown.CategoryInfo.Category | Should -Be 'InvalidData'
        $text = $thrown.Exception.Message
        $text | Should -Match '(?m)^error: vendor_apps\[0\]\.groups\[0\]\.recurs: .*recurse'
        $text | Should -Match '(?m)^error: guards\.max_removal_percent: 120'
        $text | Should -Match '(?m)^error: vendor_apps\[0\]\.sqlite\.database: A value of the type ScriptBlock'
    }

    It 'refuses objects that hold themselves' {
        $table = New-ConfigTable
        $table.guards.self = $table
        { Invoke-LdapVendorSync -Config $table } | Should -Throw -ErrorId 'ConfigurationInvalid,*' -ExpectedMessage '*holds itself*'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'another path'; Arguments = @{ Config = @{}; ConfigPath = './config.yaml' }; Id = 'ParametersContradict' }
        @{ Name = 'a number'; Arguments = @{ Config = 5 }; Id = 'ConfigTypeInvalid' }
        @{ Name = 'an empty table'; Arguments = @{ Config = @{} }; Id = 'ConfigurationInvalid' }
    ) {
        { Get-VendorSyncRun @Arguments } | Should -Throw -ErrorId "$Id,LdapVendorSync.PowerShell.Commands.GetVendorSyncRunCommand"
    }

    It 'takes secrets as <Name>, as they stand, and shows none' -ForEach @(
        @{ Name = 'SecureString'; Make = { ConvertTo-SecureString 'cana${RY}-5f"x' -AsPlainText -Force } }
        @{ Name = 'PSCredential'; Make = { [pscredential]::new('who', (ConvertTo-SecureString 'cana${RY}-5f"x' -AsPlainText -Force)) } }
    ) {
        $table = New-RestTable (& $Make)
        $table.vendor_apps[0].preset = & $Make
        $thrown = { Get-VendorGroupMember App crew -Config $table } | Should -Throw -ErrorId 'ConfigurationInvalid,*' -PassThru
        "$($thrown.Exception.Message)$($thrown | Format-List * -Force | Out-String)" | Should -Not -Match '5f"x|cana'

        $vendor = Start-Fixture @('vendor', '--authorization', 'Bearer cana${RY}-5f"x', '--until-input-ends')
        if (-not $vendor.Ready) {
            Set-ItResult -Skipped -Because "no vendor: $($vendor.Reason)"
            return
        }
        try {
            $table = New-RestTable (& $Make)
            $table.vendor_apps[0].base_url = $vendor.Ready -replace '^listening on '
            $null = Invoke-RestMethod "$($table.vendor_apps[0].base_url)/_test/state" -Method Post -ContentType application/json -Body '{"users":[],"groups":{"crew":[]}}'
            @(Get-VendorGroupMember App crew -Config $table -ErrorAction Stop).Count | Should -Be 0
        }
        finally {
            Stop-Fixture $vendor
        }
    }

    It 'is a parameter of <Command> wherever -ConfigPath is, and no alias of it' -ForEach $configured {
        $Command.Parameters['ConfigPath'].Aliases | Should -Not -Contain 'Config'
        $Command.Parameters['Config'].ParameterType | Should -Be ([object])
        ($Command.Parameters['Config'].ParameterSets.Keys | Sort-Object) | Should -Be ($Command.Parameters['ConfigPath'].ParameterSets.Keys | Sort-Object)
    }
}
