BeforeAll {
    . $PSScriptRoot/common.ps1
    $class = 'LdapVendorSync.PowerShell.Commands.TestLdapVendorSyncConfigCommand'

    function New-ConfigFile([string] $Text) {
        $file = Join-Path (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))) 'config.yaml'
        Set-Content $file $Text -Encoding utf8NoBOM
        $file
    }

    $mistaken = "sources:`n  - name: staff`n    type: ldif`n    fle: directory.ldif`nvendor_apps:`n  - name: Wiki`n    module: sqlit`n    groups:`n      - {source_group: a, vendor_group: b}`n"
    $withSecret = "ldap:`n  server_url: ldaps://127.0.0.1:1`n  bind_dn: cn=reader,dc=example,dc=com`n  bind_password: `${LVS_TEST_NOWHERE}`n" +
        "vendor_apps:`n  - name: Wiki`n    module: sqlite`n    sqlite: {database: wiki.db}`n    create_groups: true`n    groups:`n      - {source_group: team, vendor_group: b}`n"
}

Describe 'Test-LdapVendorSyncConfig with a file' {
    It 'says that it is right' {
        $result = Test-LdapVendorSyncConfig (New-Quickstart) -WarningVariable warnings
        $result | Should -BeOfType [bool]
        $result | Should -BeTrue
        $warnings | Should -BeNullOrEmpty
    }

    It 'shows every mistake as an error with line and column, and goes on' {
        $file = New-ConfigFile $mistaken
        $result = Test-LdapVendorSyncConfig $file -ErrorVariable errors -ErrorAction SilentlyContinue
        $result | Should -BeFalse
        $errors.Count | Should -Be 2
        $errors.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be "ConfigurationInvalid,$class"
        "$($errors[0])" | Should -Match "config\.yaml:4:5: error: .*'file'"
        "$($errors[1])" | Should -Match "config\.yaml:7:13: error: .*'sqlite'"
        $errors[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $errors[0].TargetObject.Line | Should -Be 4
        $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'ends at the first mistake with -ErrorAction Stop' {
        $file = New-ConfigFile $mistaken
        { Test-LdapVendorSyncConfig $file -ErrorAction Stop } | Should -Throw '*config.yaml:4:5*' -ErrorId "ConfigurationInvalid,$class"
    }

    It 'emits an object for each problem with -Detailed, and tells nothing else' {
        $file = New-ConfigFile $mistaken
        $problems = @(Test-LdapVendorSyncConfig $file -Detailed *>&1)
        $problems.Count | Should -Be 2
        $problems[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Configuration.ConfigurationProblem'
        "$($problems[0].Severity)" | Should -Be 'Error'
        $problems[0].File | Should -Be $file
        $problems[0].Line, $problems[0].Column | Should -Be 4, 5
        $problems[0].Key | Should -Be 'sources[0].fle'
        $problems[0].Hint | Should -Match "'file'"
        Test-LdapVendorSyncConfig (New-Quickstart) -Detailed | Should -BeNullOrEmpty
    }

    It 'shows problems as a table under their file' {
        $view = Test-LdapVendorSyncConfig (New-ConfigFile $mistaken) -Detailed | Out-String -Width 200
        $view | Should -Match 'File: .*config\.yaml'
        $view | Should -Match "Error\s+4\s+5\s+sources\[0\]\.fle\s+.*Did you mean 'file'"
    }

    It 'says what a vendor cannot do' {
        $text = (Get-Content (New-Quickstart) -Raw) -replace 'module: sqlite\n    sqlite:\n      database: data/wiki.db',
            "module: glean`n    base_url: http://127.0.0.1:1/api/index/v1`n    auth: {method: bearer, token: abcdefgh}`n    disabled_members: disable"
        $problems = @(Test-LdapVendorSyncConfig (New-ConfigFile $text) -Detailed | Where-Object Severity -EQ Error)
        $problems.Message | Should -Match "'Wiki': disabled_members is 'disable'"
        $problems[0].Line | Should -BeGreaterThan 0
    }

    It 'takes files, paths and objects with a path from the pipeline' {
        $right = New-Quickstart
        $wrong = New-ConfigFile $mistaken
        Get-Item $right, $wrong | Test-LdapVendorSyncConfig -ErrorAction SilentlyContinue | Should -Be $true, $false
        $right, $wrong | Test-LdapVendorSyncConfig -ErrorAction SilentlyContinue | Should -Be $true, $false
        [pscustomobject]@{ FullName = $right } | Test-LdapVendorSyncConfig | Should -BeTrue
    }

    It 'finds the file that the environment or the current location has' {
        $file = New-Quickstart
        $null = Copy-Item $file (Join-Path (Split-Path $file) config.yaml)
        Push-Location (Split-Path $file)
        try { Test-LdapVendorSyncConfig | Should -BeTrue } finally { Pop-Location }
        $env:LVS_CONFIG = $file
        try { Test-LdapVendorSyncConfig | Should -BeTrue } finally { $env:LVS_CONFIG = $null }
    }

    It 'judges the keys of a hashtable' {
        $keys = @{ sources = @(@{ name = 'staff'; type = 'ldif'; fle = 'x.ldif' }); vendor_apps = @() }
        Test-LdapVendorSyncConfig -Config $keys -Detailed | ForEach-Object Key | Should -Contain 'sources[0].fle'
    }

    It 'does not take a hashtable with <Name> for none at all' -ForEach @(
        @{ Name = 'one mistake'; Change = { $keys.vendor_apps[0].groups[0].recurse = 'perhaps' }; Passed = $false; Id = 'ConfigurationInvalid' }
        @{ Name = 'one warning'; Change = { $keys.sources[0].file = 'not-there-yet.ldif' }; Passed = $true; Id = $null }
    ) {
        $keys = @{
            sources     = @(@{ name = 'staff'; type = 'ldif'; file = "$RepositoryRoot/examples/quickstart/directory.ldif" })
            vendor_apps = @(@{ name = 'Wiki'; module = 'sqlite'; sqlite = @{ database = 'wiki.db' }; groups = @(@{ source_group = 'a'; vendor_group = 'b' }) })
        }
        . $Change
        $result = Test-LdapVendorSyncConfig -Config $keys -ErrorVariable errors -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
        $result | Should -Be $Passed
        @($errors).Count + @($warnings).Count | Should -Be 1
        @($errors).ForEach({ "$($_.FullyQualifiedErrorId)" }) | Should -Be $(if ($Id) { "$Id,$class" })
        "$errors$warnings" | Should -Match ($(if ($Id) { 'groups\[0\]\.recurse' } else { 'not-there-yet' }))
    }
}

Describe 'Test-LdapVendorSyncConfig without a file' {
    It 'says so, and emits nothing' {
        $result = Test-LdapVendorSyncConfig "$TestDrive/nowhere.yaml" -ErrorVariable errors -ErrorAction SilentlyContinue
        $result | Should -BeNullOrEmpty
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be "ConfigurationNotFound,$class"
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$($errors[0])" | Should -Match 'nowhere\.yaml'
    }

    It 'says where it looked for one' {
        Push-Location (New-Item -ItemType Directory -Path (Join-Path $TestDrive empty))
        try {
            { Test-LdapVendorSyncConfig -ErrorAction Stop } | Should -Throw '*LVS_CONFIG*config.yaml*' -ErrorId "ConfigurationNotFound,$class"
        }
        finally {
            Pop-Location
        }
    }

    It 'goes on with the next' {
        "$TestDrive/nowhere.yaml", (New-Quickstart) | Test-LdapVendorSyncConfig -ErrorAction SilentlyContinue | Should -BeTrue
    }
}

Describe 'Test-LdapVendorSyncConfig and secrets' {
    It 'takes a file for right whose secret is elsewhere, with a warning' {
        $result = Test-LdapVendorSyncConfig (New-ConfigFile $withSecret) -WarningVariable warnings
        $result | Should -BeTrue
        "$warnings" | Should -Match 'config\.yaml:4:\d+: warning: .*LVS_TEST_NOWHERE is not set'
    }

    It 'wants the secret for <_>' -ForEach 'PassThru', 'Connect' {
        $with = @{ $_ = $true }
        $result = Test-LdapVendorSyncConfig (New-ConfigFile $withSecret) @with -ErrorVariable errors -ErrorAction SilentlyContinue
        $result | Should -BeIn $null, $false
        "$errors" | Should -Match 'LVS_TEST_NOWHERE is not set'
    }

    It 'finds it in a .env file' {
        $file = New-ConfigFile $withSecret
        Set-Content "$file.env" 'LVS_TEST_NOWHERE=hunter2hunter2'
        $config = Test-LdapVendorSyncConfig $file -EnvironmentFile "$file.env" -PassThru
        $config.Sources[0].BindPassword | Should -Not -BeNullOrEmpty
        ($config | Format-List * | Out-String) + ($config | Out-String) | Should -Not -Match 'hunter2'
    }
}

Describe 'Test-LdapVendorSyncConfig -PassThru' {
    It 'emits the configuration, which every other cmdlet takes' {
        $file = New-Quickstart
        $config = Test-LdapVendorSyncConfig $file -PassThru
        $config.PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Configuration.SyncConfiguration'
        @(Get-LdapGroupMember leaders -Config $config).Count | Should -Be 6
        [int](Invoke-LdapVendorSync -Config $config).ExitCode | Should -Be 0
        $config | Out-String | Should -Match 'Vendors\s+: Wiki \(sqlite\), CRM \(sqlite\)'
    }

    It 'emits nothing where it cannot be used' {
        Test-LdapVendorSyncConfig (New-ConfigFile $mistaken) -PassThru -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'does not go with -Detailed' {
        { Test-LdapVendorSyncConfig (New-Quickstart) -PassThru -Detailed } | Should -Throw -ErrorId "ParametersContradict,$class"
    }
}

Describe 'Test-LdapVendorSyncConfig -Connect' {
    It 'tries every connection and looks for every group' {
        $file = New-Quickstart
        $null = Invoke-LdapVendorSync $file
        Test-LdapVendorSyncConfig $file -Connect | Should -BeTrue
        $steps = Test-LdapVendorSyncConfig $file -Connect -Detailed
        $steps.Step | Should -Contain 'group developers'
        $steps.Server | Should -Contain 'Wiki'
        $steps.Passed | Sort-Object -Unique | Should -BeTrue
        "$(Test-LdapVendorSyncConfig $file -Connect -Verbose 4>&1)" | Should -Match 'Wiki.*group developers'
    }

    It 'says what failed, by an error each' {
        $file = New-Quickstart
        $null = Invoke-LdapVendorSync $file
        Edit-Directory $file { $args[0] -replace 'cn=engineering,', 'cn=renamed,' -replace 'cn: engineering', 'cn: renamed' }
        $result = Test-LdapVendorSyncConfig $file -Connect -ErrorVariable errors -ErrorAction SilentlyContinue
        $result | Should -BeFalse
        $errors[0].FullyQualifiedErrorId | Should -Be "ConnectionCheckFailed,$class"
        "$($errors[0])" | Should -Match 'staff.*engineering'
    }

    It 'reaches nothing where the file is wrong' {
        $problems = Test-LdapVendorSyncConfig (New-ConfigFile $mistaken) -Connect -Detailed
        $problems | ForEach-Object { $_.PSTypeNames[0] } | Sort-Object -Unique | Should -Be 'LdapVendorSync.Core.Configuration.ConfigurationProblem'
    }

    It 'ends within seconds when it is stopped' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $file = New-ConfigFile ($withSecret -replace 'ldaps://127.0.0.1:1', "ldap://127.0.0.1:$($listener.LocalEndpoint.Port)" -replace '\$\{LVS_TEST_NOWHERE\}', 'hunter2hunter2')
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Import-Module '$ModulePath'; Test-LdapVendorSyncConfig '$file' -Connect")
            $running = $shell.BeginInvoke()
            $connected = $listener.AcceptTcpClientAsync()
            $connected.Wait([timespan]'00:01:00') | Should -BeTrue
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
            $running.IsCompleted | Should -BeTrue
        }
        finally {
            $listener.Stop()
            $shell.Dispose()
        }
    }
}
