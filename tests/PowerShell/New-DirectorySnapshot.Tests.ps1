BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.NewDirectorySnapshotCommand'
    $config = New-Quickstart
    $null = Invoke-LdapVendorSync $config
}

Describe 'New-DirectorySnapshot' {
    It 'stores a source and emits what is known of it' {
        $snapshot = New-DirectorySnapshot staff -ConfigPath $config
        $snapshot.PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Audit.SystemSnapshot'
        "$($snapshot.System) $($snapshot.Side) $($snapshot.Kind) $($snapshot.IsComplete)" | Should -Be 'staff Source ldif True'
        $snapshot.Users | Should -BeGreaterThan 40
        $snapshot.Nestings | Should -BeGreaterThan 0
    }

    It 'stores vendors, numbered one after the other' {
        $snapshots = New-DirectorySnapshot -Vendor Wiki, crm -ConfigPath $config
        $snapshots.System | Should -Be 'Wiki', 'CRM'
        $snapshots[1].Number | Should -Be ($snapshots[0].Number + 1)
    }

    It 'takes sources from the pipeline, and goes on after one that is not there' {
        $snapshots = 'nowhere', 'staff' | New-DirectorySnapshot -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        $snapshots.System | Should -Be 'staff'
        $problems[0].FullyQualifiedErrorId | Should -Be "SystemNotFound,$id"
        $problems[0].TargetObject | Should -Be 'nowhere'
    }

    It 'warns of a snapshot that is not complete' {
        $other = New-Quickstart
        $file = Join-Path (Split-Path $other) directory.ldif
        (Get-Content $file -Raw) -replace '(?m)^(dn: cn=engineering,ou=groups.*\n)', "`$1member: uid=gone,ou=people,dc=nordwind,dc=example`n" | Set-Content $file
        $snapshot = New-DirectorySnapshot staff -ConfigPath $other -WarningVariable warnings -WarningAction SilentlyContinue
        $snapshot.IsComplete | Should -BeFalse
        "$warnings" | Should -Match 'not complete.*engineering'
    }

    It 'refuses a configuration that is not there' {
        { New-DirectorySnapshot staff -ConfigPath $TestDrive/none.yaml } | Should -Throw -ErrorId 'ConfigurationInvalid,*'
    }

    It 'stops while a vendor is silent' {
        $stopped = Stop-AtSilentServer "New-DirectorySnapshot -Vendor Silent -ConfigPath '$(Add-SilentVendor)'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
