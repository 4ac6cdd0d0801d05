# What a cmdlet shows while it works, and that it has something to show before it is through.

BeforeAll {
    . $PSScriptRoot/common.ps1
    . $PSScriptRoot/vendors.ps1
    $vendor = Start-Vendor -More '--numbered', 'devs:5000', '--max-page-size', '100'

    # A configuration with people in a file, who are to be added to a vendor one after the other.
    function New-SlowConfig([int] $Count, [int] $Latency) {
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))
        $people = 1..$Count | ForEach-Object {
            "dn: uid=p$_,dc=x`nobjectClass: inetOrgPerson`nuid: p$_`ncn: P $_`nsn: P`ngivenName: P`nmail: p$_@example.test`n"
        }
        $members = 1..$Count | ForEach-Object { "member: uid=p$_,dc=x" }
        Set-Content "$folder/directory.ldif" -Value (@($people) + "dn: cn=all,dc=x`nobjectClass: groupOfNames`ncn: all" + $members)
        $null = Invoke-RestMethod "$($vendor.Url)/_test/state" -Method Post -ContentType application/json -Body (
            @{ users = @(); groups = @{ $folder.Name = @() } } | ConvertTo-Json)
        $null = Invoke-RestMethod "$($vendor.Url)/_test/options" -Method Patch -ContentType application/json -Body (
            @{ latencyMilliseconds = $Latency } | ConvertTo-Json)
        Set-Content "$folder/config.yaml" @"
sources: [{ name: staff, type: ldif, file: directory.ldif, user_filter: (objectClass=inetOrgPerson) }]
match_on: [userName]
concurrency: 1
error_handling: { max_retries: 0 }
vendor_apps:
  - name: App
    module: rest
    base_url: $($vendor.Url)
    auth: { method: bearer, token: $token }
    groups: [{ source_group: "cn=all,dc=x", vendor_group: $($folder.Name) }]
"@
        "$folder/config.yaml"
    }

    # Runs a script to its end, or until something was shown; what it showed.
    function Get-Progress([string] $Script, [scriptblock] $StopWhen = { $false }) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("`$WarningPreference = 'SilentlyContinue'; Import-Module '$ModulePath'; $Script")
            $running = $shell.BeginInvoke()
            $deadline = [datetime]::UtcNow.AddMinutes(1)
            while (-not $running.IsCompleted -and [datetime]::UtcNow -lt $deadline) {
                if (& $StopWhen @($shell.Streams.Progress)) {
                    $shell.Stop()
                    break
                }
                Start-Sleep -Milliseconds 20
            }
            @($shell.Streams.Progress) | Where-Object { $_.Activity -match '^(Sync|Read|Snapshot) ' }
        }
        finally {
            $shell.Dispose()
        }
    }

    function Assert-AllCompleted($Records) {
        foreach ($bar in $Records | Group-Object ActivityId, Activity) {
            "$($bar.Group[-1].RecordType)" | Should -Be 'Completed' -Because $bar.Name
        }
    }
}

AfterAll {
    Stop-Fixture $vendor
}

Describe 'The progress of a run' {
    It 'has counts, the share that is through and, as soon as there is enough to say, the time left' {
        Skip-WithoutVendor $vendor
        $config = New-SlowConfig -Count 15 -Latency 100
        $records = Get-Progress "Invoke-LdapVendorSync '$config'"
        $applying = @($records | Where-Object StatusDescription -Match '^Applying .*: \d+ of 15$')
        $applying[0].Activity | Should -Be 'Sync App'
        $applying[0].SecondsRemaining | Should -Be -1 -Because 'nothing is known of the pace yet'
        $estimates = @($applying.SecondsRemaining | Where-Object { $_ -ge 0 })
        $estimates.Count | Should -BeGreaterThan 1
        $estimates[-1] | Should -BeLessThan $estimates[0]
        $estimates[0] | Should -BeLessThan 120
        $applying.PercentComplete | Sort-Object | Should -Be $applying.PercentComplete
        Assert-AllCompleted $records
    }

    It 'ends with the run, however that ends (<Name>)' -ForEach @(
        @{ Name = 'stopped'; Command = 'Invoke-LdapVendorSync $config'; StopWhen = { $args[0].StatusDescription -match '^Applying' } }
        @{ Name = '-ErrorAction Stop'; Command = 'Invoke-LdapVendorSync $config -ErrorAction Stop'; Break = $true; StopWhen = { $false } }
    ) {
        Skip-WithoutVendor $vendor
        $config = New-SlowConfig -Count 20 -Latency 100
        if ($Break) {
            (Get-Content $config -Raw).Replace('cn=all,', 'cn=none,') | Set-Content $config
        }
        $records = @(Get-Progress "`$config = '$config'; $Command" $StopWhen)
        $records.Count | Should -BeGreaterThan 1
        Assert-AllCompleted $records
    }

    It 'is not shown to whoever does not want it, not even when it is stopped' {
        Skip-WithoutVendor $vendor
        $config = New-SlowConfig -Count 5 -Latency 100
        $null = Invoke-RestMethod "$($vendor.Url)/_test/requests" -Method Delete
        $shown = Get-Progress "`$ProgressPreference = 'SilentlyContinue'; Invoke-LdapVendorSync '$config'" {
            (Invoke-RestMethod "$($vendor.Url)/_test/summary").requests -gt 3
        }
        $shown | Should -BeNullOrEmpty
        Get-Progress "Get-VendorGroupMember App devs -ConfigPath '$config' -ProgressAction SilentlyContinue" | Should -BeNullOrEmpty
    }
}

Describe 'The progress of a read' {
    BeforeAll {
        $config = $vendor.Ready ? (New-SlowConfig -Count 5 -Latency 30) : $null
        $read = "Get-VendorGroupMember App devs -ConfigPath '$config'"
    }

    It 'counts the members, a few times a second, and is taken away at the end' {
        Skip-WithoutVendor $vendor
        $records = @(Get-Progress $read)
        $records[0].Activity | Should -Be "Read 'devs' from 'App'"
        $records[0].StatusDescription | Should -Be '0 members'
        $records.Count | Should -BeGreaterThan 3
        $records.Count | Should -BeLessThan 100
        $records[-1].StatusDescription -replace '\D' | Should -Be '5000'
        Assert-AllCompleted $records
    }

    It 'is taken away after <Name>' -ForEach @(
        @{ Name = 'a stop'; After = ''; StopWhen = { $args[0].Count -gt 2 } }
        @{ Name = 'Select-Object -First'; After = ' | Select-Object -First 1'; StopWhen = { $false } }
        @{ Name = 'an error further down'; After = ' | ForEach-Object { throw "enough" }'; StopWhen = { $false } }
    ) {
        Skip-WithoutVendor $vendor
        $records = @(Get-Progress ($read + $After) $StopWhen)
        $records.Count | Should -BeGreaterThan 1
        Assert-AllCompleted $records
    }

    It 'is there for directories, comparisons and snapshots too (<_>)' -ForEach @(
        'Get-LdapGroupMember "cn=all,dc=x" -ConfigPath $config'
        'Get-LdapGroupMember "cn=none,dc=x" -ConfigPath $config'
        'Compare-GroupMembership App (Split-Path (Split-Path $config) -Leaf) -ConfigPath $config'
        'New-DirectorySnapshot staff -ConfigPath $config'
        'New-DirectorySnapshot -Vendor App -ConfigPath $config'
    ) {
        Skip-WithoutVendor $vendor
        $records = @(Get-Progress "`$config = '$config'; $_")
        $records.Count | Should -BeGreaterThan 1
        Assert-AllCompleted $records
    }
}

Describe 'Members on their way through the pipeline' {
    BeforeEach {
        if ($vendor.Ready) {
            $config = New-SlowConfig -Count 5 -Latency 20
            $null = Invoke-RestMethod "$($vendor.Url)/_test/requests" -Method Delete
        }
    }

    It 'come before the last one is read, and a pipeline that has enough ends the reading' {
        Skip-WithoutVendor $vendor
        @(Get-VendorGroupMember App devs -ConfigPath $config | Select-Object -First 1).Count | Should -Be 1
        $asked = @(Get-Request $vendor).Count
        $asked | Should -BeLessThan 25 -Because 'the group has 50 pages'
        Start-Sleep -Milliseconds 500
        @(Get-Request $vendor).Count | Should -Be $asked -Because 'nothing is read for nobody'
    }

    It 'wait for a pipeline that is slow' {
        Skip-WithoutVendor $vendor
        $asked = @(Get-VendorGroupMember App devs -ConfigPath $config | ForEach-Object { $n = 0 } {
            if (++$n -eq 150) {
                Start-Sleep -Seconds 2
                @(Get-Request $vendor).Count
            }
        })
        $asked[0] | Should -BeLessThan 25 -Because 'memory holds a few hundred members, not a group of any size'
    }

    It 'are all there in their order, each once' {
        Skip-WithoutVendor $vendor
        $names = @(Get-VendorGroupMember App devs -ConfigPath $config).UserName
        $names.Count | Should -Be 5000
        @($names | Sort-Object -Unique).Count | Should -Be 5000
        $names[0, 4999] | Should -Be 'user00001', 'user05000'
    }

    It 'are written before the error that ends their read' {
        Skip-WithoutVendor $vendor
        $null = Invoke-RestMethod "$($vendor.Url)/_test/faults" -Method Post -ContentType application/json -Body (
            @{ kind = 'Status'; status = 500; method = 'GET'; skip = 20 } | ConvertTo-Json)
        try {
            $members = @(Get-VendorGroupMember App devs -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue)
            $members.Count | Should -BeGreaterThan 500
            $members.Count | Should -BeLessThan 5000
            $problems.Count | Should -Be 1
        }
        finally {
            $null = Invoke-RestMethod "$($vendor.Url)/_test/faults" -Method Delete
        }
    }
}
