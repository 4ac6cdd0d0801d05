# The cmdlets together, between a real directory server and a vendor application that records every request.

BeforeDiscovery {
    $cut = @(
        @{ Name = 'Select-Object -First 5'; Filter = { $input | Select-Object -First 5 } }
        @{ Name = 'Where-Object'; Filter = { $input | Where-Object UserName -ne 'u00003' } }
        @{ Name = 'an empty pipe'; Filter = { $input | Where-Object { $false } } }
    )
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $token = 'vendor-token-6f1c'
    $slapd = Start-Fixture slapd, '--people', '60', '--team-size', '30'
    $vendor = Start-Fixture vendor, '--authorization', "Bearer $token", '--until-input-ends'
    $server = $slapd.Ready ? ($slapd.Ready | ConvertFrom-Json) : $null
    $address = $vendor.Ready -replace '^listening on '

    function Skip-WithoutServers {
        if (-not $slapd.Ready -or -not $vendor.Ready) {
            Set-ItResult -Skipped -Because "a server is missing: $($slapd.Reason)$($vendor.Reason)"
        }
    }

    function Invoke-Admin([string] $Method, [string] $Path, $Body) {
        $json = $Body ? ($Body | ConvertTo-Json -Depth 5) : $null
        Invoke-RestMethod -Method $Method -Uri "$address/_test/$Path" -Body $json -ContentType application/json
    }

    # What was asked of the vendor and may have changed something.
    function Get-VendorWrite {
        @(Invoke-Admin GET requests | ForEach-Object { $_ } | Where-Object { $_.method -notin 'GET', 'HEAD', 'OPTIONS' })
    }

    # The vendor group has whom the directory's team0 has, but for one who is missing and two who are no members.
    function Reset-Vendor([string[]] $Missing = 'u00007', [string[]] $Extra = @('stranger', 'visitor')) {
        Invoke-Admin DELETE faults
        Invoke-Admin DELETE state
        Invoke-Admin PATCH options @{ latencyMilliseconds = 0 }
        $names = @(0..29 | ForEach-Object { 'u{0:d5}' -f $_ })
        $users = @($names + $Extra | ForEach-Object { @{ username = $_; email = "$_@example.test"; firstName = 'x'; lastName = 'x'; active = $true } })
        Invoke-Admin POST state @{ users = $users; groups = @{ team = @($names + $Extra | Where-Object { $_ -notin $Missing }) } }
        Invoke-Admin DELETE requests
    }

    # Thirty people to add, one request after the other, each of which takes a while.
    function Set-SlowVendor([string] $Config) {
        Reset-Vendor -Missing (0..29 | ForEach-Object { 'u{0:d5}' -f $_ }) -Extra @()
        Invoke-Admin PATCH options @{ latencyMilliseconds = 300 }
        (Get-Content $Config -Raw) -replace 'match_on:', "concurrency: 1`nmatch_on:" | Set-Content $Config
    }

    function Wait-VendorWrite {
        $deadline = [datetime]::UtcNow.AddSeconds(60)
        while (-not (Get-VendorWrite) -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 100 }
    }

    # The bundled script, as a scheduler starts it.
    function Start-Sync([string] $Config) {
        $start = [Diagnostics.ProcessStartInfo]@{ FileName = (Get-Process -Id $PID).Path; RedirectStandardOutput = $true; RedirectStandardError = $true }
        if ($IsLinux) {
            # A shell starts its background jobs with SIGINT ignored, and children inherit that: a job of the tests must not change the outcome.
            $start.ArgumentList.Add('--default-signal=INT')
            $start.ArgumentList.Add($start.FileName)
            $start.FileName = 'env'
        }
        '-NoProfile', '-NonInteractive', '-File', "$ModulePath/Invoke-LdapVendorSync.ps1", '-ConfigPath', $Config | ForEach-Object { $start.ArgumentList.Add($_) }
        [Diagnostics.Process]::Start($start)
    }

    function New-Config {
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
        $file = Join-Path $folder config.yaml
        Set-Content $file @"
ldap:
  server_url: $($server.url)
  bind_dn: $($server.readerDn)
  bind_password: $($server.password)
  user_base_dn: $($server.suffix)
match_on: [userName]
attributes: { email: "{email}" }
guards: { max_removal_percent: 50 }
error_handling: { max_retries: 0 }
vendor_apps:
  - name: App
    module: rest
    base_url: $address
    auth: { method: bearer, token: $token }
    groups:
      - ldap_group: "$($server.teamDn)"
        vendor_group: team
"@
        $file
    }
}

AfterAll {
    Stop-Fixture $slapd
    Stop-Fixture $vendor
}

Describe 'Get-LdapGroupMember | Compare-GroupMembership | Sync-VendorGroup' {
    BeforeEach {
        if ($slapd.Ready -and $vendor.Ready) {
            Reset-Vendor
            $config = New-Config
        }
    }

    It 'sends no write with -WhatIf, and prints what it would do' {
        Skip-WithoutServers
        $result = Invoke-Pwsh @"
            Import-Module '$ModulePath'
            Get-LdapGroupMember '$($server.teamDn)' -ConfigPath '$config' |
                Compare-GroupMembership -Vendor App -Group team -ConfigPath '$config' |
                Sync-VendorGroup -ConfigPath '$config' -WhatIf |
                Out-Null
"@
        $result.Errors | Should -BeNullOrEmpty
        @($result.Output -split '\r?\n' | Where-Object { $_ }) | Sort-Object | Should -Be @(
            'What if: Performing the operation "Add" on target "u00007 in App/team".'
            'What if: Performing the operation "Remove" on target "stranger in App/team".'
            'What if: Performing the operation "Remove" on target "visitor in App/team".'
        )
        Get-VendorWrite | Should -BeNullOrEmpty
        (Invoke-Admin GET summary).requests | Should -BeGreaterThan 0 -Because 'it has read'
    }

    It 'makes the vendor group follow, and the second time sends no write' {
        Skip-WithoutServers
        $outcomes = Get-LdapGroupMember $server.teamDn -ConfigPath $config |
            Compare-GroupMembership App team -ConfigPath $config |
            Sync-VendorGroup -ConfigPath $config
        $outcomes | ForEach-Object { "$($_.Result) $($_.Action) $($_.User)" } | Sort-Object |
            Should -Be 'Applied Add u00007', 'Applied Remove stranger', 'Applied Remove visitor'
        @(Get-VendorWrite | Where-Object method -eq DELETE).Count | Should -Be 2
        (Invoke-Admin GET state).groups.team.Count | Should -Be 30

        Invoke-Admin DELETE requests
        Get-LdapGroupMember $server.teamDn -ConfigPath $config |
            Compare-GroupMembership App team -ConfigPath $config |
            Sync-VendorGroup -ConfigPath $config | Should -BeNullOrEmpty
        Get-VendorWrite | Should -BeNullOrEmpty
    }

    It 'needs no configuration for the directory' {
        Skip-WithoutServers
        $reader = [pscredential]::new($server.readerDn, (ConvertTo-SecureString $server.password -AsPlainText -Force))
        $outcomes = Get-LdapGroupMember $server.teamDn -Server $server.tlsUrl -Credential $reader -TrustedCertificate $server.authorityFile |
            Compare-GroupMembership App team -ConfigPath $config |
            Sync-VendorGroup -ConfigPath $config
        $outcomes.Result | Sort-Object -Unique | Should -Be 'Applied'
        $outcomes.Count | Should -Be 3
    }

    It 'removes nobody after <Name>, and says why' -ForEach $cut {
        Skip-WithoutServers
        $outcomes = Get-LdapGroupMember $server.teamDn -ConfigPath $config | & $Filter |
            Compare-GroupMembership App team -ConfigPath $config -WarningVariable warnings -WarningAction SilentlyContinue |
            Sync-VendorGroup -ConfigPath $config
        $outcomes.Action | Should -Not -Contain 'Remove'
        "$warnings" | Should -Match 'removal\(s\) withheld'
        "$warnings" | Should -Match 'stopped before its end|Only \d+ of the 30|nobody arrived'
        @(Get-VendorWrite | Where-Object method -eq DELETE) | Should -BeNullOrEmpty
        (Invoke-Admin GET state).groups.team | Should -Contain 'stranger'
    }

    It 'removes nobody when the directory cannot be read' {
        Skip-WithoutServers
        $outcomes = Get-LdapGroupMember "cn=gone,$($server.suffix)" -ConfigPath $config -ErrorAction SilentlyContinue |
            Compare-GroupMembership App team -ConfigPath $config -WarningAction SilentlyContinue |
            Sync-VendorGroup -ConfigPath $config
        $outcomes | Should -BeNullOrEmpty
        Get-VendorWrite | Should -BeNullOrEmpty
    }

    It 'goes on after people whom the vendor refuses' {
        Skip-WithoutServers
        Reset-Vendor -Missing u00001, u00002, u00003, u00004 -Extra @()
        Invoke-Admin POST faults @{ kind = 'Status'; status = 500; users = @('u00001', 'u00002', 'u00003'); method = 'POST' }
        $outcomes = Compare-GroupMembership App team -ConfigPath $config |
            Sync-VendorGroup -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        @($outcomes | Where-Object Result -eq Failed).User | Sort-Object | Should -Be 'u00001', 'u00002', 'u00003'
        @($outcomes | Where-Object Result -eq Applied).User | Should -Be 'u00004'
        $problems.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'ChangeFailed,LdapVendorSync.PowerShell.Commands.SyncVendorGroupCommand'
        $problems.TargetObject.User | Sort-Object | Should -Be 'u00001', 'u00002', 'u00003'
        "$($problems[0].CategoryInfo.Category)" | Should -Be 'WriteError'
    }

    It 'says that the vendor refuses the credentials' {
        Skip-WithoutServers
        (Get-Content $config -Raw).Replace($token, 'another-token') | Set-Content $config
        $problem = { Get-VendorGroupMember App team -ConfigPath $config } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -Be 'VendorAuthenticationFailed,LdapVendorSync.PowerShell.Commands.GetVendorGroupMemberCommand'
        "$($problem.CategoryInfo.Category)" | Should -Be 'AuthenticationError'
        ($problem | Format-List * -Force | Out-String) | Should -Not -Match 'another-token'
    }

    It 'shows no secret in any stream' {
        Skip-WithoutServers
        $DebugPreference = 'Continue'
        $everything = Compare-GroupMembership App team -ConfigPath $config -Verbose *>&1 |
            ForEach-Object { $_ | Format-List * -Force | Out-String }
        $everything += Invoke-LdapVendorSync $config -Verbose *>&1 | ForEach-Object { $_ | Format-List * -Force | Out-String }
        $DebugPreference = 'SilentlyContinue'
        "$everything" | Should -Match 'DELETE' -Because 'requests are in the debug stream'
        "$everything" | Should -Match 'App/team'
        "$everything" | Should -Not -Match $token
        "$everything" | Should -Not -Match "\b$($server.password)\b"
    }

    It 'ends its process with 130 when it is interrupted, and sends nothing more' {
        Skip-WithoutServers
        if ($IsWindows) {
            Set-ItResult -Skipped -Because 'a process cannot be sent Ctrl+C there'
        }
        Set-SlowVendor $config
        $process = Start-Sync $config
        Wait-VendorWrite
        kill -INT $process.Id
        $process.WaitForExit(30000) | Should -BeTrue
        $process.ExitCode | Should -Be 130
        $sent = @(Get-VendorWrite)
        $sent.Count | Should -BeLessThan 30
        $sent.status | Should -Not -Contain 0 -Because 'every request got its answer'
    }

    It 'is not held up by a vendor that never answers, and the next run finds out what became of the request' {
        Skip-WithoutServers
        if ($IsWindows) {
            Set-ItResult -Skipped -Because 'a process cannot be sent Ctrl+C there'
        }
        Reset-Vendor -Missing u00001, u00002 -Extra @()
        Invoke-Admin POST faults @{ kind = 'HangAfter'; method = 'POST' }
        $process = Start-Sync $config
        Wait-VendorWrite
        $watch = [Diagnostics.Stopwatch]::StartNew()
        kill -INT $process.Id
        $process.WaitForExit(30000) | Should -BeTrue
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        $process.ExitCode | Should -Be 130

        Invoke-Admin DELETE faults
        $run = Invoke-LdapVendorSync $config -WarningVariable warnings -WarningAction SilentlyContinue
        [int]$run.ExitCode | Should -Be 0
        "$warnings" | Should -Match 'unknown outcome'
        (Invoke-Admin GET state).groups.team.Count | Should -Be 30
    }

    It 'stops soon when it is told to, and leaves no request without an outcome' {
        Skip-WithoutServers
        Set-SlowVendor $config
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$ModulePath'; Invoke-LdapVendorSync '$config'").BeginInvoke()
        Wait-VendorWrite
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 15
        "$($shell.InvocationStateInfo.State)" | Should -Be 'Stopped'
        $shell.Dispose()

        $sent = @(Get-VendorWrite)
        $sent.Count | Should -BeGreaterThan 0
        $sent.Count | Should -BeLessThan 30
        $sent.status | Should -Not -Contain 0 -Because 'every request got its answer'
        Start-Sleep -Milliseconds 700
        @(Get-VendorWrite).Count | Should -Be $sent.Count -Because 'nothing is sent after the stop'

        Invoke-Admin PATCH options @{ latencyMilliseconds = 0 }
        $run = Invoke-LdapVendorSync $config -WarningVariable warnings -WarningAction SilentlyContinue
        [int]$run.ExitCode | Should -Be 0
        "$warnings" | Should -Not -Match 'unknown outcome'
        (Invoke-Admin GET state).groups.team.Count | Should -Be 30
    }
}

Describe 'Secrets from a vault' {
    It 'are asked of the module SecretManagement when they are needed' {
        Skip-WithoutServers
        Reset-Vendor
        $modules = Join-Path $TestDrive modules
        $vault = New-Item -ItemType Directory -Path "$modules/Microsoft.PowerShell.SecretManagement" -Force
        # The real module keeps vaults per user, which a test must not touch.
        Set-Content "$vault/Microsoft.PowerShell.SecretManagement.psm1" @"
function Get-Secret {
    param([string] `$Name, [string] `$Vault, [switch] `$AsPlainText)
    if ("`$Vault/`$Name" -ne 'Ops/App') { throw "No secret '`$Name' in vault '`$Vault'." }
    '$token'
}
"@
        $config = New-Config
        (Get-Content $config -Raw).Replace("token: $token", 'token: { secret: Ops/App }') | Set-Content $config
        $result = Invoke-Pwsh "Import-Module '$ModulePath'; @(Get-VendorGroupMember App team -ConfigPath '$config').Count" @{
            PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output.Trim() | Should -Be '31'

        (Get-Content $config -Raw).Replace('Ops/App', 'Ops/Other') | Set-Content $config
        $result = Invoke-Pwsh "Import-Module '$ModulePath'; try { Get-VendorGroupMember App team -ConfigPath '$config' } catch { `$_.FullyQualifiedErrorId; `"`$_`" }" @{
            PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath
        }
        $result.Output | Should -Match 'SecretUnavailable,'
        $result.Output | Should -Match "'Other'"
    }
}
