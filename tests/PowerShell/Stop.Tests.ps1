# Ctrl+C: the prompt comes back soon, and every request that was sent is written down.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $vendor = Start-Fixture vendor, '--authorization', 'Bearer stop-token', '--until-input-ends'
    $address = $vendor.Ready -replace '^listening on '

    function Skip-WithoutVendor {
        if (-not $vendor.Ready) {
            Set-ItResult -Skipped -Because "no vendor: $($vendor.Reason)"
        }
    }

    function Invoke-Admin([string] $Method, [string] $Path, $Body) {
        Invoke-RestMethod -Method $Method -Uri "$address/_test/$Path" -Body ($Body ? ($Body | ConvertTo-Json -Depth 5) : $null) -ContentType application/json
    }

    function Get-VendorWrite {
        @(Invoke-Admin GET requests | ForEach-Object { $_ } | Where-Object { $_.method -notin 'GET', 'HEAD', 'OPTIONS' })
    }

    function Wait-Until([scriptblock] $Condition) {
        $deadline = [datetime]::UtcNow.AddSeconds(15)
        while (-not (& $Condition) -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 50 }
    }

    # People who are to be added one after the other.
    function New-StopConfig {
        $null = Invoke-Admin DELETE faults
        $null = Invoke-Admin DELETE state
        $null = Invoke-Admin PATCH options @{ latencyMilliseconds = 0 }
        $null = Invoke-Admin POST state @{ users = @(); groups = @{ crew = @() } }
        $null = Invoke-Admin DELETE requests
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
        Copy-Item "$RepositoryRoot/examples/quickstart/directory.ldif" $folder
        $config = Join-Path $folder config.yaml
        Set-Content $config @"
sources: [{ name: staff, type: ldif, file: directory.ldif, user_filter: (objectClass=inetOrgPerson) }]
match_on: [userName]
concurrency: 1
error_handling: { max_retries: 0 }
vendor_apps:
  - name: App
    module: rest
    base_url: $address
    auth: { method: bearer, token: stop-token }
    groups: [{ source_group: "cn=engineering,ou=groups,dc=nordwind,dc=example", vendor_group: crew }]
"@
        $config
    }

    # Stops a command once something has happened; how many seconds that took, and where it ended.
    function Measure-Stop([string] $Script, [scriptblock] $When) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("`$WarningPreference = 'SilentlyContinue'; Import-Module '$ModulePath'; $Script").BeginInvoke()
            Wait-Until $When
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $state = "$($shell.InvocationStateInfo.State)$($shell.Streams.Error)"
            [pscustomobject]@{ Seconds = $watch.Elapsed.TotalSeconds; State = $state }
        }
        finally {
            $shell.Dispose()
        }
    }
}

AfterAll {
    Stop-Fixture $vendor
}

Describe 'A cmdlet that is stopped' {
    It 'ends within two seconds, and has written down the answer of a slow request' {
        Skip-WithoutVendor
        $config = New-StopConfig
        Invoke-Admin PATCH options @{ latencyMilliseconds = 500 }
        $stopped = Measure-Stop "Invoke-LdapVendorSync '$config'" { Get-VendorWrite }
        $stopped.State | Should -Be 'Stopped'
        $stopped.Seconds | Should -BeLessThan 5

        $sent = @(Get-VendorWrite)
        $sent.status | Should -Not -Contain 0 -Because 'every request got its answer'
        Invoke-Admin PATCH options @{ latencyMilliseconds = 0 }
        Start-Sleep -Milliseconds 700
        @(Get-VendorWrite).Count | Should -Be $sent.Count -Because 'nothing is sent after the stop'
        @(Get-VendorSyncRun -ConfigPath $config)[0].Status | Should -Be 'Cancelled'
        "$(Get-VendorSyncChange -ConfigPath $config | ForEach-Object Outcome | Sort-Object -Unique)" | Should -Not -Match 'Unknown'

        $run = Invoke-LdapVendorSync $config -WarningVariable warnings -WarningAction SilentlyContinue
        [int]$run.ExitCode | Should -Be 0
        "$warnings" | Should -Not -Match 'unknown outcome'
    }

    It 'ends within two seconds while the vendor never answers, and the next run asks what became of the request' {
        Skip-WithoutVendor
        $config = New-StopConfig
        Invoke-Admin POST faults @{ kind = 'HangAfter'; method = 'POST' }
        $stopped = Measure-Stop "Invoke-LdapVendorSync '$config'" { Get-VendorWrite }
        $stopped.State | Should -Be 'Stopped'
        $stopped.Seconds | Should -BeLessThan 5
        @(Get-VendorSyncChange -ConfigPath $config -WarningAction SilentlyContinue | Where-Object Outcome -EQ Unknown).Count | Should -BeGreaterThan 0

        Invoke-Admin DELETE faults
        $run = Invoke-LdapVendorSync $config -WarningVariable warnings -WarningAction SilentlyContinue
        [int]$run.ExitCode | Should -Be 0
        "$warnings" | Should -Match 'unknown outcome'
        $people = @(Get-LdapGroupMember 'cn=engineering,ou=groups,dc=nordwind,dc=example' -ConfigPath $config)
        (Invoke-Admin GET state).groups.crew.Count | Should -Be $people.Count
    }

    It 'ends within two seconds while the vendor never answers an undo, and the next run asks what became of the request' {
        Skip-WithoutVendor
        $config = New-StopConfig
        $id = (Invoke-LdapVendorSync $config).RunId
        $null = Invoke-Admin DELETE requests
        Invoke-Admin POST faults @{ kind = 'HangAfter'; method = 'DELETE' }
        $stopped = Measure-Stop "Undo-VendorSyncRun '$id' -AllowRemoval -ConfigPath '$config'" { Get-VendorWrite }
        $stopped.State | Should -Be 'Stopped'
        $stopped.Seconds | Should -BeLessThan 5
        @(Get-VendorWrite).Count | Should -BeGreaterThan 0
        @(Get-VendorSyncChange -ConfigPath $config -WarningAction SilentlyContinue | Where-Object Outcome -EQ Unknown).Count | Should -BeGreaterThan 0

        Invoke-Admin DELETE faults
        $run = Invoke-LdapVendorSync $config -WarningVariable warnings -WarningAction SilentlyContinue
        [int]$run.ExitCode | Should -Be 0
        "$warnings" | Should -Match 'unknown outcome'
        $people = @(Get-LdapGroupMember 'cn=engineering,ou=groups,dc=nordwind,dc=example' -ConfigPath $config)
        (Invoke-Admin GET state).groups.crew.Count | Should -Be $people.Count -Because 'the sync follows the directory again'
    }

    It 'ends soon while the scheduler is silent, and leaves its table as it is (<Name>)' -Skip:($IsWindows) -ForEach @(
        @{ Name = 'Register'; Script = 'Register-LdapVendorSyncTask one -ConfigPath $config -Interval 06:00 -Scheduler Cron -Scope User' }
        @{ Name = 'Unregister'; Script = 'Unregister-LdapVendorSyncTask kept -Scheduler Cron -Scope User' }
    ) {
        $config = New-Quickstart
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
        $write = 'cat >"$(dirname "$0")/table"'
        $crontab = "#!/bin/sh`
if [ `"`$1`" = -l ]; then cat `"`$(dirname `"`$0`")/table`"; else {0}; fi`
"
        $path = $env:PATH
        try {
            $env:PATH = "$folder$([IO.Path]::PathSeparator)$path"
            Set-Content "$folder/table" '5 5 * * 1 true'
            Set-Content "$folder/crontab" ($crontab -f $write) -NoNewline
            chmod 700 "$folder/crontab"
            Register-LdapVendorSyncTask kept -ConfigPath $config -Interval 06:00 -Scheduler Cron -Scope User
            $before = Get-Content "$folder/table" -Raw
            $before | Should -Match 'kept'

            Set-Content "$folder/crontab" ($crontab -f ': >"$(dirname "$0")/reached"; exec sleep 60') -NoNewline
            $stopped = Measure-Stop "`$config = '$config'; $Script" { Test-Path "$folder/reached" }
            Test-Path "$folder/reached" | Should -BeTrue
            $stopped.State | Should -Be 'Stopped'
            $stopped.Seconds | Should -BeLessThan 15
            Get-Content "$folder/table" -Raw | Should -BeExactly $before
        }
        finally {
            $env:PATH = $path
        }
    }

    It 'ends within two seconds while it reads (<_>)' -ForEach @(
        'Get-VendorGroupMember App crew -ConfigPath $config'
        'Compare-GroupMembership App crew -ConfigPath $config'
        'New-VendorSyncPlan $config'
        'New-DirectorySnapshot -Vendor App -ConfigPath $config'
    ) {
        Skip-WithoutVendor
        $config = New-StopConfig
        Invoke-Admin POST faults @{ kind = 'Hang'; method = 'GET' }
        $stopped = Measure-Stop "`$config = '$config'; $_" { @(Invoke-Admin GET requests | ForEach-Object { $_ }).Count -gt 0 }
        $stopped.State | Should -Be 'Stopped'
        $stopped.Seconds | Should -BeLessThan 5
    }

    It 'ends within two seconds while a directory is silent' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $port = $listener.LocalEndpoint.Port
            $stopped = Measure-Stop "Get-LdapGroupMember crew -Server 127.0.0.1 -Port $port" { $listener.Pending() }
            $stopped.State | Should -Be 'Stopped'
            $stopped.Seconds | Should -BeLessThan 5
        }
        finally {
            $listener.Stop()
        }
    }
}
