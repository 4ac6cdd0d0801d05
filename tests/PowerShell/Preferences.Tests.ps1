# -ErrorAction, -WarningAction, -Verbose and -Debug mean for these cmdlets what they mean for PowerShell's own.

BeforeDiscovery {
    $commands = @(
        @{ Id = 'GroupNotFound'; Rest = 6; Command = "'nobody', 'leaders' | Get-LdapGroupMember -ConfigPath `$config" }
        @{ Id = 'GroupNotFound'; Rest = 13; Command = "'nobody', 'developers' | Get-VendorGroupMember Wiki -ConfigPath `$config" }
        @{ Id = 'SystemNotFound'; Rest = 1; Command = "'nobody', 'staff' | New-DirectorySnapshot -ConfigPath `$config" }
    )
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $config = New-Quickstart
    $null = Invoke-LdapVendorSync $config

    # A command in a runspace of its own: what it emits, its streams, and the error that ended it.
    function Invoke-Apart([string] $Command) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$ModulePath'; `$config = '$config'; $Command")
            $ending = $null
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            try {
                $shell.Invoke($null, $output)
            }
            catch {
                $ending = $_.Exception.InnerException.ErrorRecord
            }
            [pscustomobject]@{
                Output = @($output); Ending = $ending; Errors = @($shell.Streams.Error); Warnings = @($shell.Streams.Warning)
                Verbose = @($shell.Streams.Verbose); Debug = @($shell.Streams.Debug)
                Remembered = @($shell.Runspace.SessionStateProxy.GetVariable('Error') | Where-Object FullyQualifiedErrorId -Match 'NotFound')
            }
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'An error that does not end the command (<Command>)' -ForEach $commands {
    It 'is written and the rest is done with -ErrorAction Continue' {
        $result = Invoke-Apart "$Command -ErrorAction Continue"
        $result.Ending | Should -BeNullOrEmpty
        $result.Output.Count | Should -Be $Rest
        @($result.Errors).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $result.Remembered.Count | Should -Be 1
    }

    It 'is remembered alone with -ErrorAction SilentlyContinue' {
        $result = Invoke-Apart "$Command -ErrorAction SilentlyContinue"
        $result.Output.Count | Should -Be $Rest
        $result.Errors | Should -BeNullOrEmpty
        $result.Remembered.Count | Should -Be 1
    }

    It 'is nowhere with -ErrorAction Ignore' {
        $result = Invoke-Apart "$Command -ErrorAction Ignore"
        $result.Output.Count | Should -Be $Rest
        $result.Errors | Should -BeNullOrEmpty
        $result.Remembered | Should -BeNullOrEmpty
    }

    It 'ends the command with <_>' -ForEach '-ErrorAction Stop', 'the preference Stop' {
        $text = $_ -eq '-ErrorAction Stop' ? "$Command $_" : "`$ErrorActionPreference = 'Stop'; $Command"
        $result = Invoke-Apart $text
        $result.Output | Should -BeNullOrEmpty
        $result.Ending.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $result.Ending.TargetObject | Should -Be 'nobody'
    }
}

Describe 'A warning' {
    It 'ends the command with -WarningAction Stop' {
        $direct = "Get-LdapGroupMember 'cn=employees,ou=groups,dc=nordwind,dc=example' -Recurse:`$false -ConfigPath `$config"
        (Invoke-Apart $direct).Warnings.Count | Should -BeGreaterThan 0
        (Invoke-Apart "$direct -WarningAction Stop").Ending.FullyQualifiedErrorId | Should -BeLike 'ActionPreferenceStop,*'
        (Invoke-Apart "$direct -WarningAction SilentlyContinue").Warnings | Should -BeNullOrEmpty
    }
}

Describe 'What the log says' {
    It 'comes as records of the command, with -Verbose' {
        $result = Invoke-Apart 'Invoke-LdapVendorSync $config -Verbose'
        $result.Ending | Should -BeNullOrEmpty
        @($result.Verbose | Where-Object { $_.InvocationInfo.MyCommand.Name -eq 'Invoke-LdapVendorSync' }).Count | Should -BeGreaterThan 0
    }

    It 'tells of requests, without their secrets, with -Debug' {
        . $PSScriptRoot/vendors.ps1
        $vendor = Start-Vendor
        Skip-WithoutVendor $vendor
        try {
            $secure = "(ConvertTo-SecureString '$token' -AsPlainText -Force)"
            $result = Invoke-Apart "Get-VendorGroupMember -BaseUri $($vendor.Url) -Module rest -Group devs -Token $secure -Debug"
            $result.Ending | Should -BeNullOrEmpty
            $result.Output.Count | Should -Be 5
            $records = @($result.Debug | Where-Object { $_.InvocationInfo.MyCommand.Name -eq 'Get-VendorGroupMember' })
            "$records" | Should -Match 'Authorization: \*\*\*'
            "$records" | Should -Not -Match $token
        }
        finally {
            Stop-Fixture $vendor
        }
    }

    It 'stays away where nobody asked for it' {
        $result = Invoke-Apart 'Invoke-LdapVendorSync $config'
        @($result.Verbose) + @($result.Debug) | Where-Object { $_.InvocationInfo.MyCommand.Name -eq 'Invoke-LdapVendorSync' } | Should -BeNullOrEmpty
    }
}
