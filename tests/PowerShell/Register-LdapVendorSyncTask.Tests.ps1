# Real units, crontabs and command lines: what a scheduler would start is started here.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $class = 'LdapVendorSync.PowerShell.Commands.RegisterLdapVendorSyncTaskCommand'
    $sh = Get-Command sh -CommandType Application -ErrorAction Ignore | Select-Object -First 1

    # A crontab command with the manners of the real one, whose table is a file of the test.
    function Use-Crontab {
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
        @'
#!/bin/sh
table="$(dirname "$0")/table"
case "$1" in
-l) [ -f "$table" ] || { echo "no crontab for $(id -un)" >&2; exit 1; }; cat "$table" ;;
-) cat >"$table" ;;
*) exit 2 ;;
esac
'@ | Set-Content "$folder/crontab" -NoNewline
        chmod 700 "$folder/crontab"
        $env:PATH = "$folder$([IO.Path]::PathSeparator)$env:PATH"
        "$folder/table"
    }

    # The one line of a table that is no comment, without its five fields.
    function Get-CronCommand([string] $Table) {
        (Get-Content $Table | Where-Object { $_ -notmatch '^#' -and $_ -match 'pwsh' }) -replace '^(\S+ ){5}'
    }
}

Describe 'Register-LdapVendorSyncTask -WhatIf' {
    BeforeAll {
        $config = New-Quickstart 'with space and ümlaut'
    }

    It 'prints what <_> would get, and installs nothing' -ForEach 'TaskScheduler', 'Systemd', 'Cron' {
        $result = Invoke-Pwsh "Import-Module '$ModulePath'; Register-LdapVendorSyncTask printed '$config' -Interval 00:15 -Scheduler $_ -WhatIf"
        $result.Errors | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
        $result.Output | Should -Match 'What if: Schedule the sync of .*every 15 min'
        $result.Output | Should -Match ([regex]::Escape($config))
        $result.Output | Should -Match '-NoProfile'
        $result.Output | Should -Match @{ TaskScheduler = '<RunLevel>LeastPrivilege</RunLevel>'; Systemd = '(?m)^OnCalendar='; Cron = '(?m)^\*/15 \* \* \* \* ' }[$_]
        Get-LdapVendorSyncTask | Where-Object Name -EQ printed | Should -BeNullOrEmpty
    }

    It 'writes absolute paths, wherever it is called' {
        $folder = Split-Path $config
        Set-Content "$folder/vars.env" 'A=b'
        $result = Invoke-Pwsh @"
            Import-Module '$ModulePath'
            Set-Location '$folder'
            Register-LdapVendorSyncTask -ConfigPath ./sync.yaml -EnvironmentFile vars.env -Interval 1:00 -Scheduler Systemd -WhatIf
"@
        $result.Output | Should -Match ([regex]::Escape("-ConfigPath '$config' -EnvironmentFile '$folder/vars.env'"))
    }

    It 'names no password of -Credential' {
        $result = Invoke-Pwsh @"
            Import-Module '$ModulePath'
            `$credential = [pscredential]::new('CORP\sync', (ConvertTo-SecureString 'Geheim-4711' -AsPlainText))
            Register-LdapVendorSyncTask -ConfigPath '$config' -Daily -At 2am -Credential `$credential -Scheduler TaskScheduler -WhatIf -Verbose -Debug
"@
        $result.Output | Should -Match '<UserId>CORP\\sync</UserId>'
        $result.Output + $result.Errors | Should -Not -Match 'Geheim'
    }
}

Describe 'Register-LdapVendorSyncTask' {
    BeforeEach {
        $config = New-Quickstart
        $path = $env:PATH
        if ($sh) { $table = Use-Crontab }
        $cron = @{ ConfigPath = $config; Scheduler = 'Cron'; Scope = 'User' }
    }

    AfterEach {
        $env:PATH = $path
    }

    It 'emits the task with -PassThru, and nothing without' -Skip:($IsWindows) {
        Register-LdapVendorSyncTask quiet @cron -Interval 00:30 | Should -BeNullOrEmpty
        $task = Register-LdapVendorSyncTask loud @cron -Weekly -DayOfWeek Monday, Friday -At 2am, '14:30' -Vendor Wiki -Group developers -DryRun -Full -PassThru
        $task.PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Scheduling.RegisteredTask'
        "$($task.Name) $($task.Scheduler) $($task.Scope) $($task.Schedule)" | Should -Be 'loud Cron User Mon, Fri at 02:00, 14:30'
        $task.ConfigPath | Should -Be $config
        $task.Definition.Vendors | Should -Be 'Wiki'
        (Get-LdapVendorSyncTask -Scheduler Cron -Scope User).Name | Should -Be 'loud', 'quiet'
    }

    It 'changes nothing the second time, and needs -Force for another task of the name' -Skip:($IsWindows) {
        Set-Content $table "MAILTO=ops`n7 * * * * backup 100\%`n" -NoNewline
        Register-LdapVendorSyncTask @cron -Interval 00:15
        $first = Get-Content $table -Raw
        $first | Should -Match "^MAILTO=ops\n7 \* \* \* \* backup 100\\%\n# >>> "
        Register-LdapVendorSyncTask @cron -Interval 00:15
        Get-Content $table -Raw | Should -BeExactly $first
        { Register-LdapVendorSyncTask @cron -Interval 00:20 } | Should -Throw -ErrorId "TaskExists,$class"
        Get-Content $table -Raw | Should -BeExactly $first
        Register-LdapVendorSyncTask @cron -Interval 00:20 -Force
        Get-Content $table -Raw | Should -BeExactly $first.Replace('*/15 ', '*/20 ').Replace('00:15:00', '00:20:00')
    }

    It 'leaves a crontab alone that cannot be read' -Skip:($IsWindows) {
        (Get-Content (Join-Path (Split-Path $table) crontab) -Raw).Replace('no crontab for', 'cannot open spool') |
            Set-Content (Join-Path (Split-Path $table) crontab) -NoNewline
        $problem = { Register-LdapVendorSyncTask @cron -Interval 00:15 } | Should -Throw -PassThru -ErrorId "SchedulerFailed,$class"
        $problem.Exception.Message | Should -Match 'cannot open spool'
        $table | Should -Not -Exist
    }

    It 'keeps the lines of a real crontab' -Skip:($IsWindows) {
        $env:PATH = $path
        if (-not (Get-Command crontab -CommandType Application -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'crontab is not installed (Debian: apt-get install cron)'
            return
        }
        $before = "$TestDrive/before"
        sh -c "crontab -l >'$before' 2>/dev/null || rm -f '$before'"
        try {
            "# kept 1`n5 5 * * 1 true %x\%" | crontab -
            Register-LdapVendorSyncTask real @cron -Interval 06:00
            Register-LdapVendorSyncTask other @cron -Daily -At 23:59
            (Get-LdapVendorSyncTask -Scheduler Cron -Scope User).Name | Should -Be 'other', 'real'
            'real', 'other' | Unregister-LdapVendorSyncTask -Scheduler Cron -Scope User
            (crontab -l) -join "`n" | Should -BeExactly "# kept 1`n5 5 * * 1 true %x\%"
        }
        finally {
            if (Test-Path $before) { crontab $before } else { crontab -r }
        }
    }

    It 'warns of variables that the task will not have, unless a file brings them' -Skip:($IsWindows) {
        (Get-Content $config -Raw) -replace 'file: directory.ldif', 'file: ${LVS_TEST_TASK}' | Set-Content $config
        $env:LVS_TEST_TASK = 'directory.ldif'
        try {
            Register-LdapVendorSyncTask @cron -Interval 00:15 -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -Match 'sync\.yaml:\d+:\d+: error: .*LVS_TEST_TASK'
            Set-Content "$TestDrive/task.env" 'LVS_TEST_TASK=directory.ldif'
            Register-LdapVendorSyncTask @cron -Interval 00:15 -EnvironmentFile "$TestDrive/task.env" -Force -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
        }
        finally {
            $env:LVS_TEST_TASK = $null
        }
        { Register-LdapVendorSyncTask none @cron -Interval 00:15 } | Should -Throw -ErrorId "ConfigurationInvalid,$class"
    }

    It 'warns before it installs something that runs as root' -Skip:($IsWindows) {
        Register-LdapVendorSyncTask -ConfigPath $config -Interval 00:15 -Scheduler Systemd -Scope System -WhatIf -WarningVariable warnings -WarningAction SilentlyContinue |
            Out-Null
        if ((id -u) -eq '0') { "$warnings" | Should -Match '-User' }
        chmod o+w $config
        Register-LdapVendorSyncTask -ConfigPath $config -Interval 00:15 -Scheduler Systemd -Scope System -User root -WhatIf -WarningVariable warnings -WarningAction SilentlyContinue |
            Out-Null
        "$warnings" | Should -BeLike "*Others than root can write to*'$config'*"
        Register-LdapVendorSyncTask -ConfigPath $config -Interval 00:15 -Scheduler Systemd -Scope System -User daemon -WhatIf -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Not -Match 'root'
    }

    It 'says <Id> when <Case>' -ForEach @(
        @{ Id = 'ScheduleUnusable'; Case = 'the interval is irregular'; Parameters = @{ Interval = '00:45' } }
        @{ Id = 'TaskValueUnusable'; Case = 'the name is none'; Parameters = @{ Interval = '00:15'; Name = 'a b' } }
        @{ Id = 'TaskValueUnusable'; Case = 'no time is left'; Parameters = @{ Interval = '00:15'; TimeLimit = '0' } }
        @{ Id = 'TaskValueUnusable'; Case = 'the managed account has no $'; Parameters = @{ Interval = '00:15'; Gmsa = 'CORP\x'; Scheduler = 'TaskScheduler' } }
        @{ Id = 'AccountUnsupported'; Case = 'cron shall use a managed account'; Parameters = @{ Interval = '00:15'; Gmsa = 'CORP\x$'; Scheduler = 'Cron' } }
        @{ Id = 'AccountUnsupported'; Case = 'a user schedules for another'; Parameters = @{ Interval = '00:15'; User = 'daemon'; Scheduler = 'Cron'; Scope = 'User' } }
        @{ Id = 'ParametersContradict'; Case = 'there are two accounts'; Parameters = @{ Interval = '00:15'; User = 'a'; Gmsa = 'b$' } }
        @{ Id = 'ConfigurationInvalid'; Case = 'there is no configuration'; Parameters = @{ Interval = '00:15'; ConfigPath = 'none.yaml' } }
    ) {
        $all = @{ ConfigPath = $config; Scheduler = 'Systemd'; Scope = 'System' }
        $Parameters.GetEnumerator() | ForEach-Object { $all[$_.Key] = $_.Value }
        { Register-LdapVendorSyncTask @all -WhatIf 3>$null } | Should -Throw -ErrorId "$Id,$class"
    }

    It 'says that Task Scheduler is on Windows alone' -Skip:($IsWindows) {
        { Register-LdapVendorSyncTask -ConfigPath $config -Interval 00:15 -Scheduler TaskScheduler } | Should -Throw -ErrorId "SchedulerUnavailable,$class"
    }
}

Describe 'A task' {
    BeforeEach {
        $path = $env:PATH
        if ($sh) { $table = Use-Crontab }
        # Two versions of the module side by side, in a folder that is in no module path.
        $root = Join-Path $TestDrive "$([guid]::NewGuid()) it's ü"
        foreach ($version in '0.1.0', '0.2.0') {
            $folder = New-Item -ItemType Directory -Path "$root/LdapVendorSync/$version"
            Copy-Item "$ModulePath/*" $folder -Recurse
            (Get-Content "$folder/LdapVendorSync.psd1" -Raw) -replace "ModuleVersion( +)= '[^']+'", "ModuleVersion`$1= '$version'" |
                Set-Content "$folder/LdapVendorSync.psd1"
        }
    }

    AfterEach {
        $env:PATH = $path
    }

    It 'goes on when the version that registered it is gone, and takes the newest' -Skip:($IsWindows) {
        $config = New-Quickstart "$([guid]::NewGuid()) o'neil, 100% \ `$HOME"
        $old = "$root/LdapVendorSync/0.1.0"
        $literal = $config.Replace("'", "''")
        $result = Invoke-Pwsh "Import-Module '$($old.Replace("'", "''"))/LdapVendorSync.psd1'; Register-LdapVendorSyncTask moved '$literal' -Interval 1:00 -Scheduler Cron -Scope User"
        $result.Errors | Should -BeNullOrEmpty
        $command = Get-CronCommand $table
        $command | Should -Not -Match '0\.1\.0'
        Remove-Item $old -Recurse

        Push-Location /
        try {
            $result = Invoke-Process $sh.Path @('-c', $command) @{ PSModulePath = '' }
        }
        finally {
            Pop-Location
        }
        $result.Output + $result.Errors | Should -BeNullOrEmpty -Because 'cron makes mail of what is printed'
        $result.ExitCode | Should -Be 0
        (Get-VendorGroupMember CRM managers -ConfigPath $config).Count | Should -Be 6

        # And where it fails, with its exit code and what was said.
        Edit-Directory $config { param($text) $text -replace '(?m)^member: uid=[a-f]\w+,ou=people,dc=nordwind,dc=example\r?\n', '' }
        $result = Invoke-Process $sh.Path @('-c', $command) @{}
        $result.ExitCode | Should -Be 5
        $result.Output | Should -Match 'Task moved ended with 5'
    }

    It 'runs the newest version that is there' -Skip:($IsWindows) {
        $config = New-Quickstart
        $null = Invoke-Pwsh "Import-Module '$("$root/LdapVendorSync/0.1.0".Replace("'", "''"))/LdapVendorSync.psd1'; Register-LdapVendorSyncTask newest '$config' -Interval 1:00 -Scheduler Cron -Scope User"
        'exit 42' | Set-Content "$root/LdapVendorSync/0.2.0/Invoke-LdapVendorSync.ps1"
        (Invoke-Process $sh.Path @('-c', (Get-CronCommand $table)) @{}).ExitCode | Should -Be 42
    }

    It 'ends with 1 when the module is gone' -Skip:($IsWindows) {
        $config = New-Quickstart
        $null = Invoke-Pwsh "Import-Module '$("$root/LdapVendorSync/0.1.0".Replace("'", "''"))/LdapVendorSync.psd1'; Register-LdapVendorSyncTask gone '$config' -Interval 1:00 -Scheduler Cron -Scope User"
        Remove-Item "$root/LdapVendorSync" -Recurse
        $result = Invoke-Process $sh.Path @('-c', (Get-CronCommand $table)) @{ PSModulePath = '' }
        $result.ExitCode | Should -Be 1
        $result.Output | Should -Match 'LdapVendorSync'
    }

    It 'is quoted so that PowerShell reads it back: <_>' -ForEach "it's", "it$([char]0x2019)s $([char]0x2018)x$([char]0x201B) $([char]0x201A)y", '"a"', '$HOME $(id) `n', 'a;b|c&d', '100% \ %PATH%', 'ü語😀', '@(1)', '-DryRun' {
        $config = New-Quickstart
        $folder = "$TestDrive/$([guid]::NewGuid())"
        $literal = [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($_)
        $result = Invoke-Pwsh @"
            Import-Module '$ModulePath'
            `$env:XDG_CONFIG_HOME = '$folder'
            foreach (`$scheduler in 'TaskScheduler', 'Systemd', 'Cron') {
                Register-LdapVendorSyncTask -ConfigPath '$config' -Interval 1:00 -Vendor '$literal', Wiki -Scheduler `$scheduler -Scope System -WhatIf
            }
"@
        $result.Errors | Should -BeNullOrEmpty
        $xml = [xml]([regex]::Match($result.Output, '(?s)<Task .*?</Task>').Value)
        # Task Scheduler's own quoting is undone first.
        $code = [regex]::Match($xml.Task.Actions.Exec.Arguments, '(?s)-Command "(.*)"$').Groups[1].Value -replace '(\\*)\\"', '$1"'
        $errors = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref]$null, [ref]$errors)
        $errors | Should -BeNullOrEmpty
        $call = $ast.Find({ param($node) $node -is [System.Management.Automation.Language.CommandAst] -and $node.InvocationOperator -eq 'Ampersand' }, $true)
        $names = @($call.CommandElements | Where-Object { $_.ParameterName }).ParameterName
        $names | Should -Be 'ConfigPath', 'Vendor'
        # What the script gets, seen by a function in its place.
        $seen = & ([scriptblock]::Create("function Show { param(`$ConfigPath, `$Vendor) `$Vendor }; Show $($call.CommandElements[1..9].Extent.Text -join ' ')"))
        $seen | Should -BeExactly @($_, 'Wiki')
    }
}
