BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.UnregisterLdapVendorSyncTaskCommand'
}

Describe 'Unregister-LdapVendorSyncTask' -Skip:($IsWindows -or -not (Get-Command systemctl -ErrorAction Ignore)) {
    BeforeEach {
        $before = $env:XDG_CONFIG_HOME
        $env:XDG_CONFIG_HOME = Join-Path $TestDrive ([guid]::NewGuid())
        $config = New-Quickstart
        $units = @{ Scheduler = 'Systemd'; Scope = 'User' }
        'one', 'two' | ForEach-Object { Register-LdapVendorSyncTask $_ $config -Interval 06:00 @units 3>$null }
        function Get-Unit { (Get-ChildItem $env:XDG_CONFIG_HOME -Recurse -File).Name | Sort-Object }
    }

    AfterEach {
        $env:XDG_CONFIG_HOME = $before
    }

    It 'removes a task with all its files, and emits nothing' {
        Unregister-LdapVendorSyncTask one @units | Should -BeNullOrEmpty
        Get-Unit | Should -Be 'two.service', 'two.timer', 'two.timer'
    }

    It 'takes tasks from the pipeline, and leaves those of other schedulers' {
        Get-LdapVendorSyncTask @units | Unregister-LdapVendorSyncTask
        Get-Unit | Should -BeNullOrEmpty
    }

    It 'takes names from the pipeline' {
        'one', 'two' | Unregister-LdapVendorSyncTask @units
        Get-LdapVendorSyncTask @units | Should -BeNullOrEmpty
    }

    It 'removes nothing with -WhatIf' {
        Get-LdapVendorSyncTask @units | Unregister-LdapVendorSyncTask -WhatIf
        (Get-LdapVendorSyncTask @units).Name | Should -Be 'one', 'two'
    }

    It 'says so when there is no such task, and goes on' {
        { Unregister-LdapVendorSyncTask nowhere @units -ErrorAction Stop } | Should -Throw -ErrorId "TaskNotFound,$id"
        Unregister-LdapVendorSyncTask nowhere, one @units -ErrorAction SilentlyContinue
        (Get-LdapVendorSyncTask @units).Name | Should -Be 'two'
    }

    It 'leaves what others made' {
        $file = "$env:XDG_CONFIG_HOME/systemd/user/other.timer"
        Set-Content $file "[Timer]`nOnCalendar=daily"
        { Unregister-LdapVendorSyncTask other @units -ErrorAction Stop } | Should -Throw -ErrorId "TaskNotFound,$id"
        $file | Should -Exist
    }
}
