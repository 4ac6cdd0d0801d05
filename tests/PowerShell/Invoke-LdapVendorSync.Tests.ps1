BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.InvokeLdapVendorSyncCommand'
    $script = "$ModulePath/Invoke-LdapVendorSync.ps1"
}

Describe 'Invoke-LdapVendorSync' {
    It 'syncs everything, and the second time changes nothing' {
        $config = New-Quickstart
        $run = Invoke-LdapVendorSync $config
        $run.PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Sync.SyncRun'
        [int]$run.ExitCode | Should -Be 0
        "$($run.Status)" | Should -Be 'Succeeded'
        $run.Vendors.Name | Should -Be 'Wiki', 'CRM'
        $run.Totals.Added | Should -Be 86
        $run.Totals.Failed | Should -Be 0

        $again = Invoke-LdapVendorSync $config
        $again.Totals.Changes | Should -Be 0
        $again.Totals.Unchanged | Should -Be 86
        $again.Changes | Should -BeNullOrEmpty
    }

    It 'writes nothing with <_>' -ForEach '-WhatIf', '-DryRun' {
        $config = New-Quickstart
        $parameters = @{ ($_.TrimStart('-')) = $true }
        $run = Invoke-LdapVendorSync $config -Vendor CRM -Group managers @parameters
        $run.DryRun | Should -BeTrue
        $run.Totals.Added | Should -Be 6
        $run.Changes.Result | Sort-Object -Unique | Should -Be 'Planned'
        (Invoke-LdapVendorSync $config -Vendor CRM -Group managers).Totals.Added | Should -Be 6
    }

    It 'shows with -WhatIf each change' {
        $config = New-Quickstart
        $result = Invoke-Pwsh "Import-Module '$ModulePath'; `$null = Invoke-LdapVendorSync '$config' -Vendor CRM -Group sales-emea -WhatIf"
        @($result.Output -split '\r?\n' | Where-Object { $_ -match '^What if: .*"Add" on target "\w+ in CRM/sales-emea"' }).Count | Should -Be 10
    }

    It 'runs the vendors and groups that are asked for' {
        $config = New-Quickstart
        $run = Invoke-LdapVendorSync $config -Vendor crm -Group managers, support
        $run.Vendors.Name | Should -Be 'CRM'
        $run.Vendors.Groups.Mapping.VendorGroup | Should -Be 'managers', 'support'
    }

    It 'says with the code of an invalid configuration which vendor or group is not there' {
        $config = New-Quickstart
        $run = Invoke-LdapVendorSync $config -Vendor Nowhere -ErrorVariable problems -ErrorAction SilentlyContinue
        [int]$run.ExitCode | Should -Be 2
        $problems[0].FullyQualifiedErrorId | Should -Be "ConfigurationInvalid,$id"
        $problems[0].Exception.Message | Should -Match "'Nowhere'"
        [int](Invoke-LdapVendorSync $config -Group nothing -ErrorAction SilentlyContinue).ExitCode | Should -Be 2
    }

    It 'holds removals past the limit and tells of it' {
        $config = New-Quickstart
        $null = Invoke-LdapVendorSync $config
        Edit-Directory $config {
            param($text)
            $text -replace '(?m)^member: uid=(aberg|bmensah|cdubois|dnowak|eokafor|fgarcia),ou=people,dc=nordwind,dc=example\r?\n', ''
        }
        $run = Invoke-LdapVendorSync $config -Vendor Wiki -Group developers -WarningVariable warnings -WarningAction SilentlyContinue
        [int]$run.ExitCode | Should -Be 5
        $run.Totals.Blocked | Should -Be 6
        "$warnings" | Should -Match 'aberg'

        $run = Invoke-LdapVendorSync $config -Vendor Wiki -Group developers -AllowRemoval -WarningAction SilentlyContinue
        [int]$run.ExitCode | Should -Be 0
        $run.Totals.Removed | Should -Be 6
    }

    It 'emits the run, then an error for each group that failed' {
        $config = New-Quickstart
        (Get-Content $config -Raw) -replace 'cn=engineering,', 'cn=gone,' | Set-Content $config
        $run = Invoke-LdapVendorSync $config -ErrorVariable problems -ErrorAction SilentlyContinue
        [int]$run.ExitCode | Should -Be 4
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be "GroupFailed,$id"
        "$($problems[0].TargetObject)" | Should -Be 'cn=gone,ou=groups,dc=nordwind,dc=example -> Wiki/developers'
        { Invoke-LdapVendorSync $config -ErrorAction Stop } | Should -Throw -ErrorId "GroupFailed,$id"
    }

    It 'says that no source could be read' {
        $config = New-Quickstart
        Remove-Item (Join-Path (Split-Path $config) directory.ldif)
        $run = Invoke-LdapVendorSync $config -ErrorVariable problems -ErrorAction SilentlyContinue
        [int]$run.ExitCode | Should -Be 3
        $problems.FullyQualifiedErrorId | Should -Contain "SourceUnavailable,$id"
    }

    It 'says who holds the lock' {
        $config = New-Quickstart
        $null = Invoke-LdapVendorSync $config
        $locks = Get-ChildItem (Join-Path (Split-Path $config) state/locks) -Filter *.lock
        $locks | Should -Not -BeNullOrEmpty
        $held = $locks | ForEach-Object { [IO.File]::Open($_.FullName, 'Open', 'ReadWrite', 'None') }
        try {
            $run = Invoke-LdapVendorSync $config -ErrorVariable problems -ErrorAction SilentlyContinue
            [int]$run.ExitCode | Should -Be 6
            $problems[0].FullyQualifiedErrorId | Should -Be "VendorLocked,$id"
            "$($problems[0].CategoryInfo.Category)" | Should -Be 'ResourceBusy'
            [int](Invoke-LdapVendorSync $config -DryRun).ExitCode | Should -Be 0 -Because 'looking takes no lock'
            { Sync-VendorGroup -Vendor Wiki -Group developers -ConfigPath $config } | Should -Throw -ErrorId 'VendorLocked,*'
        }
        finally {
            $held | ForEach-Object Dispose
        }
    }

    It 'ends with every problem of an invalid configuration' {
        $config = New-Quickstart
        (Get-Content $config -Raw) -replace 'match_on:', 'match_no:' -replace 'type: ldif', 'type: nothing' | Set-Content $config
        $problem = { Invoke-LdapVendorSync $config } | Should -Throw -PassThru -ErrorId "ConfigurationInvalid,$id"
        $problem.Exception.Message | Should -Match 'match_on'
        $problem.Exception.Message | Should -Match 'nothing'
    }

    It 'shows the log with -Verbose and writes it to a file' {
        $config = New-Quickstart
        $verbose = Invoke-LdapVendorSync $config -Vendor CRM -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$verbose" | Should -Match 'CRM/sales-emea: Add \w+: Applied'
        Get-ChildItem (Join-Path (Split-Path $config) logs) -Filter *.log | Get-Content -Raw | Should -Match 'CRM/sales-emea'
        Invoke-LdapVendorSync $config -Vendor CRM 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Should -BeNullOrEmpty
    }

    It 'shows a run as a list and its groups as a table' {
        $config = New-Quickstart
        $run = Invoke-LdapVendorSync $config
        $text = $run | Out-String -Width 200
        $text | Should -Match 'ExitCode\s+: 0 \(Done\)'
        $text | Should -Match 'Totals\s+: 86 added, 0 removed'
        $text | Should -Not -Match '(?m)^Error'
        $run.Vendors.Groups | Out-String -Width 200 | Should -Match 'developers\s+Complete\s+13\s+0\s+0'
        $run.Changes[1] | Out-String -Width 200 | Should -Match 'Applied\s+Add' -Because 'scripts index lists'
    }
}

Describe 'Invoke-LdapVendorSync.ps1' {
    It 'ends with <Code> when <Case>' -ForEach @(
        @{ Code = 0; Case = 'all went well'; Edit = { param($text) $text } }
        @{ Code = 2; Case = 'the configuration is invalid'; Edit = { param($text) $text -replace 'match_on:', 'match_no:' } }
        @{ Code = 3; Case = 'no source can be read'; Edit = { param($text) $text -replace 'file: directory.ldif', 'file: none.ldif' } }
        @{ Code = 4; Case = 'a group failed'; Edit = { param($text) $text -replace 'cn=engineering,', 'cn=gone,' } }
    ) {
        $config = New-Quickstart
        & $Edit (Get-Content $config -Raw) | Set-Content $config
        $result = Invoke-PwshFile $script '-ConfigPath', $config
        $result.ExitCode | Should -Be $Code -Because ($result.Output + $result.Errors)
    }

    It 'ends with 5 when removals were held' {
        $config = New-Quickstart
        (Invoke-PwshFile $script '-ConfigPath', $config).ExitCode | Should -Be 0
        Edit-Directory $config { param($text) $text -replace '(?m)^member: uid=[a-f]\w+,ou=people,dc=nordwind,dc=example\r?\n', '' }
        (Invoke-PwshFile $script '-ConfigPath', $config).ExitCode | Should -Be 5
    }

    It 'ends with 6 when another run holds the lock, and says so on the error stream' {
        $config = New-Quickstart
        $null = Invoke-LdapVendorSync $config
        $held = Get-ChildItem (Join-Path (Split-Path $config) state/locks) -Filter *.lock | ForEach-Object { [IO.File]::Open($_.FullName, 'Open', 'ReadWrite', 'None') }
        try {
            $result = Invoke-PwshFile $script '-ConfigPath', $config
        }
        finally {
            $held | ForEach-Object Dispose
        }
        $result.ExitCode | Should -Be 6
        $result.Errors | Should -Not -BeNullOrEmpty
    }

    It 'ends with its code by -Command too, whatever the caller prefers' {
        $config = New-Quickstart 'with space'
        $call = "`$ErrorActionPreference = 'Stop'; & '$script' -ConfigPath '$config'"
        (Invoke-Pwsh "$call -Vendor Wiki, CRM; exit `$LASTEXITCODE").ExitCode | Should -Be 0
        (Get-Content $config -Raw) -replace 'match_on:', 'match_no:' | Set-Content $config
        $result = Invoke-Pwsh "$call; exit `$LASTEXITCODE"
        $result.ExitCode | Should -Be 2
        $result.Errors | Should -Match 'match_on'
    }

    It 'ends with 1 and says why when the module is not there' {
        $alone = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'alone')
        Copy-Item $script $alone
        $result = Invoke-PwshFile "$alone/Invoke-LdapVendorSync.ps1" '-ConfigPath', (New-Quickstart)
        $result.ExitCode | Should -Be 1
        $result.Errors | Should -Match 'LdapVendorSync\.psd1'
    }

    It 'asks nothing, even where somebody could answer, and leaves no transcript' {
        $config = New-Quickstart
        $profileFolder = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'home')
        $call = "Set-Location '$profileFolder'; `$ConfirmPreference = 'Low'; & '$script' -ConfigPath '$config'; exit `$LASTEXITCODE"
        $result = Invoke-Process (Get-Process -Id $PID).Path '-NoProfile', '-Command', $call @{ HOME = $profileFolder; USERPROFILE = $profileFolder }
        $result.ExitCode | Should -Be 0 -Because ($result.Output + $result.Errors)
        $result.Output | Should -Match '86 added'
        Get-ChildItem $profileFolder, (Split-Path $config) -Recurse -Filter '*transcript*' | Should -BeNullOrEmpty
    }

    It 'prints the log with -Verbose' {
        $result = Invoke-PwshFile $script '-ConfigPath', (New-Quickstart), '-Vendor', 'CRM', '-DryRun', '-Verbose'
        $result.ExitCode | Should -Be 0
        $result.Output | Should -Match 'VERBOSE: .*CRM/sales-emea'
    }

    It 'takes the options of the cmdlet, from any folder' {
        $config = New-Quickstart
        $result = Invoke-PwshFile $script '-ConfigPath', $config, '-Vendor', 'CRM', '-DryRun'
        $result.ExitCode | Should -Be 0
        $result.Output | Should -Match '27 added'
        { Get-VendorGroupMember CRM managers -ConfigPath $config -ErrorAction Stop } | Should -Throw -ErrorId 'GroupNotFound,*'
    }

    It 'is told the configuration by the environment' {
        $config = New-Quickstart
        (Invoke-PwshFile $script @('-DryRun') @{ LVS_CONFIG = $config }).ExitCode | Should -Be 0
    }
}

Describe '-EnvironmentFile' {
    BeforeEach {
        $config = New-Quickstart
        (Get-Content $config -Raw) -replace 'file: directory.ldif', 'file: ${LVS_TEST_DIRECTORY}' | Set-Content $config
        $variables = Join-Path (Split-Path $config) 'variables.env'
        Set-Content $variables "# For tests`nexport LVS_TEST_DIRECTORY='directory.ldif'"
    }

    It 'gives the variables of the file to the configuration, and none to the process' {
        Push-Location (Split-Path $config)
        try {
            (Invoke-LdapVendorSync $config -EnvironmentFile variables.env).ExitCode | Should -Be 0
            (Get-VendorGroupMember Wiki developers -ConfigPath $config -EnvFile $variables).UserName | Should -Contain aberg
            (Get-VendorSyncRun -ConfigPath $config -EnvironmentFile $variables).Count | Should -Be 1
            (Get-LdapGroupMember leaders -ConfigPath $config -EnvironmentFile $variables).UserName | Should -Contain aberg
        }
        finally {
            Pop-Location
        }
        $env:LVS_TEST_DIRECTORY | Should -BeNullOrEmpty
    }

    It 'is needed: no file is read unless it is named' {
        Copy-Item $variables (Join-Path (Split-Path $config) '.env')
        { Invoke-LdapVendorSync $config } | Should -Throw -ErrorId 'ConfigurationInvalid,*'
    }

    It 'gives way to the variables of the process' {
        Set-Content $variables 'LVS_TEST_DIRECTORY=none.ldif'
        (Invoke-PwshFile $script '-ConfigPath', $config, '-EnvironmentFile', $variables, '-DryRun' @{ LVS_TEST_DIRECTORY = 'directory.ldif' }).ExitCode |
            Should -Be 0
        (Invoke-PwshFile $script '-ConfigPath', $config, '-EnvironmentFile', $variables, '-DryRun').ExitCode | Should -Be 3
    }

    It 'says with the code of an invalid configuration that the file is not there' {
        (Invoke-PwshFile $script '-ConfigPath', $config, '-EnvironmentFile', "$TestDrive/none.env").ExitCode | Should -Be 2
    }

    It 'stops while a vendor is silent' {
        $config = Add-SilentVendor
        $stopped = Stop-AtSilentServer "Invoke-LdapVendorSync '$config' -Vendor Silent"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
        "$((Get-VendorSyncRun last -ConfigPath $config).Status)" | Should -Be 'Cancelled'
    }
}
