BeforeAll {
    . $PSScriptRoot/common.ps1
    $config = New-Quickstart
    $null = Invoke-LdapVendorSync $config
    $first = New-DirectorySnapshot staff -ConfigPath $config
    $vendor = New-DirectorySnapshot -Vendor CRM -ConfigPath $config
    $file = Join-Path (Split-Path $config) directory.ldif
    (Get-Content $file -Raw) -replace '(?m)^uid: dnowak$', "uid: dnowak`nemployeeType: left" | Set-Content $file
    (Get-Content $config -Raw) -replace 'user_filter: .*', 'user_filter: (&(objectClass=inetOrgPerson)(!(employeeType=left)))' | Set-Content $config
    $second = New-DirectorySnapshot staff -ConfigPath $config -WarningAction SilentlyContinue
}

Describe 'Get-DirectorySnapshot' {
    It 'lists the snapshots, the latest first' {
        $snapshots = Get-DirectorySnapshot -ConfigPath $config
        $snapshots.Number | Should -Be $second.Number, $vendor.Number, $first.Number
        $snapshots[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Audit.SystemSnapshot'
    }

    It 'chooses by number, system, time and the latest' {
        (Get-DirectorySnapshot $first.Number -ConfigPath $config).Number | Should -Be $first.Number
        (Get-DirectorySnapshot -Source STAFF -ConfigPath $config).Number | Should -Be $second.Number, $first.Number
        (Get-DirectorySnapshot -Source staff -Latest -ConfigPath $config).Number | Should -Be $second.Number
        (Get-DirectorySnapshot -Vendor crm -ConfigPath $config).Number | Should -Be $vendor.Number
        Get-DirectorySnapshot -At (Get-Date).AddDays(-1) -ConfigPath $config | Should -BeNullOrEmpty
        ($first, $vendor | Get-DirectorySnapshot -ConfigPath $config).Number | Should -Be $first.Number, $vendor.Number
    }

    It 'gives back what is in them' {
        $content = Get-DirectorySnapshot $first.Number -Content -ConfigPath $config
        $content.Users.Count | Should -Be $first.Users
        ($content.Groups | ForEach-Object { $_.MemberIds.Count } | Measure-Object -Sum).Sum | Should -Be $first.Memberships
        $content.Users.UserName | Should -Contain 'dnowak'
    }

    It 'tells who is gone, and when they were last seen' {
        $gone = Get-DirectorySnapshot -Legacy -Source staff -ConfigPath $config
        $gone.Person.UserName | Should -Be 'dnowak'
        $gone.LastSeenAt | Should -Be $first.TakenAt
        $gone.PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Audit.LegacyPerson'
    }

    It 'goes on after a number that is not there' {
        $found = 99, $first.Number | Get-DirectorySnapshot -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.Number | Should -Be $first.Number
        $problems[0].FullyQualifiedErrorId | Should -Be 'SnapshotNotFound,LdapVendorSync.PowerShell.Commands.GetDirectorySnapshotCommand'
    }

    It 'reads a history by its path, and makes none' {
        (Get-DirectorySnapshot -Path (Join-Path (Split-Path $config) state/history.db) -Latest).Number | Should -Be $second.Number
        $other = New-Quickstart
        Get-DirectorySnapshot -ConfigPath $other | Should -BeNullOrEmpty
        Join-Path (Split-Path $other) 'state' | Should -Not -Exist
    }

    It 'is shown as a table' {
        Get-DirectorySnapshot -ConfigPath $config | Out-String -Width 200 | Should -Match 'Number\s+System\s+Side\s+Taken'
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "Get-DirectorySnapshot -ConfigPath '$config'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
        [int](Invoke-LdapVendorSync $config).ExitCode | Should -BeIn 0, 5 -Because 'the history is free again'
    }
}
