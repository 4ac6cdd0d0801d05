BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.GetLdapVendorSyncTaskCommand'
}

Describe 'Get-LdapVendorSyncTask' -Skip:($IsWindows -or -not (Get-Command systemctl -ErrorAction Ignore)) {
    BeforeAll {
        $before = $env:XDG_CONFIG_HOME
        $env:XDG_CONFIG_HOME = "$TestDrive/home"
        $config = New-Quickstart
        foreach ($name in 'nightly', 'hourly') {
            Register-LdapVendorSyncTask $name $config -Daily -At 3am -Scheduler Systemd -Scope User -Vendor Wiki 3>$null
        }
        $units = @{ Scheduler = 'Systemd'; Scope = 'User' }
    }

    AfterAll {
        $env:XDG_CONFIG_HOME = $before
    }

    It 'lists tasks with all that they do' {
        $tasks = @(Get-LdapVendorSyncTask @units)
        $tasks.Name | Should -Be 'hourly', 'nightly'
        $tasks[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Scheduling.RegisteredTask'
        "$($tasks[0].Schedule)" | Should -Be 'daily at 03:00'
        $tasks[0].ConfigPath | Should -Be $config
        $tasks[0].Path | Should -Be "$TestDrive/home/systemd/user/hourly.timer"
        $tasks[0].Definition.Vendors | Should -Be 'Wiki'
    }

    It 'finds them in all schedulers' {
        (Get-LdapVendorSyncTask).Name | Should -Contain 'nightly'
    }

    It 'takes wildcards and names, also from the pipeline' {
        (Get-LdapVendorSyncTask night* @units).Name | Should -Be 'nightly'
        ('hourly', 'n*' | Get-LdapVendorSyncTask @units).Name | Should -Be 'hourly', 'nightly'
        Get-LdapVendorSyncTask none* @units | Should -BeNullOrEmpty
    }

    It 'leaves out what others made' {
        Set-Content "$TestDrive/home/systemd/user/other.timer" "[Timer]`nOnCalendar=daily"
        (Get-LdapVendorSyncTask @units).Name | Should -Not -Contain 'other'
    }

    It 'says so when there is no such task' {
        $problem = { Get-LdapVendorSyncTask nowhere @units -ErrorAction Stop } | Should -Throw -PassThru -ErrorId "TaskNotFound,$id"
        $problem.TargetObject | Should -Be 'nowhere'
        (Get-LdapVendorSyncTask nowhere, hourly @units -ErrorAction SilentlyContinue).Name | Should -Be 'hourly'
    }

    It 'shows the columns that matter' {
        $text = Get-LdapVendorSyncTask nightly @units | Out-String -Width 200
        $text | Should -Match 'nightly'
        $text | Should -Match 'daily at 03:00'
        $text | Should -Not -Match 'SyncTask \{'
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "Get-LdapVendorSyncTask -Scheduler Systemd -Scope User"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
