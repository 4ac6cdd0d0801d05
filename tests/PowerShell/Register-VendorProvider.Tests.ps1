BeforeAll {
    . $PSScriptRoot/common.ps1
    $script = "$RepositoryRoot/examples/custom-provider/script/keycards.ps1"
    $assembly = "$RepositoryRoot/examples/custom-provider/assembly/plugin/Nordwind.Newsletter.dll"
    $id = 'VendorProviderInvalid,LdapVendorSync.PowerShell.Commands.RegisterVendorProviderCommand'

    function New-Script([string] $Text, [string] $Name = "p$([guid]::NewGuid().ToString('n')).ps1") {
        $path = Join-Path $TestDrive $Name
        Set-Content $path $Text
        $path
    }

    function Get-Refusal([string] $Path) {
        { Register-VendorProvider $Path -ErrorAction Stop } | Should -Throw -ErrorId $id -PassThru
    }

    $whole = @'
function Connect-Vendor { }
function Get-GroupMember { param($Group) }
function Add-GroupMember { param($Group, $User) }
function Remove-GroupMember { param($Group, $User) }
'@
}

Describe 'Register-VendorProvider' {
    AfterEach {
        Get-VendorProvider | Where-Object Kind -NE BuiltIn | Unregister-VendorProvider
    }

    It 'registers a script and emits the provider only when asked' {
        Register-VendorProvider $script | Should -BeNullOrEmpty
        $provider = Register-VendorProvider $script -Force -PassThru
        $provider.Name | Should -Be 'keycards'
        $provider.PSTypeNames[0] | Should -Be 'LdapVendorSync.PowerShell.Providers.VendorProvider'
    }

    It 'registers an assembly with its typed settings' {
        $provider = Register-VendorProvider -Path $assembly -PassThru
        "$($provider.Name) $($provider.Kind)" | Should -Be 'newsletter Assembly'
        $provider.Settings.Name | Should -Be 'file', 'open_to_all'
        $provider.Settings[0].IsRequired | Should -BeTrue
    }

    It 'takes files from the pipeline, relative paths and folders' {
        Push-Location (Split-Path $script)
        try {
            (Get-Item ./keycards.ps1 | Register-VendorProvider -PassThru).Name | Should -Be 'keycards'
            (Register-VendorProvider ../assembly/plugin -PassThru).Name | Should -Be 'newsletter'
        }
        finally {
            Pop-Location
        }
    }

    It 'gives a provider another name' {
        (Register-VendorProvider $script -Name north_cards -PassThru).Name | Should -Be 'north_cards'
        (Register-VendorProvider $script -Name south_cards -PassThru).Name | Should -Be 'south_cards'
    }

    It 'is used by the commands with a configuration' {
        Copy-Item "$RepositoryRoot/examples/custom-provider/directory.ldif" $TestDrive
        $null = New-Item -ItemType Directory "$TestDrive/registered"
        $config = "$TestDrive/registered/sync.yaml"
        (Get-Content "$RepositoryRoot/examples/custom-provider/script/sync.yaml" -Raw) -replace '(?m)^plugins:\r?\n.*$' | Set-Content $config
        { Invoke-LdapVendorSync $config } | Should -Throw -ErrorId 'ConfigurationInvalid,*'
        Register-VendorProvider $script
        "$((Invoke-LdapVendorSync $config).ExitCode)" | Should -Be 'Done'
        @(Get-VendorGroupMember Building laboratory -ConfigPath $config).Count | Should -Be 3
    }

    It 'lets a configuration name the same file again' {
        $folder = "$(New-Item -ItemType Directory "$TestDrive/again")"
        Copy-Item "$RepositoryRoot/examples/custom-provider/directory.ldif", "$RepositoryRoot/examples/custom-provider/script" $folder -Recurse
        Register-VendorProvider "$folder/script/keycards.ps1"
        "$((Invoke-LdapVendorSync "$folder/script/sync.yaml" -DryRun).ExitCode)" | Should -Be 'Done'
        (Get-VendorProvider keycards).Path | Should -Be "$folder/script/keycards.ps1"
    }

    It 'refuses a second provider of a name, unless -Force' {
        Register-VendorProvider $script
        $other = New-Script $whole keycards.ps1
        (Get-Refusal $other).Exception.Message | Should -Match "'keycards'.*comes from '.*keycards.ps1'"
        Register-VendorProvider $other -Force
        (Get-VendorProvider keycards).Path | Should -Be $other
    }

    It 'refuses the name of a built-in provider, also with -Force' {
        $problem = { Register-VendorProvider $script -Name sqlite -Force -ErrorAction Stop } | Should -Throw -ErrorId $id -PassThru
        $problem.Exception.Message | Should -Match 'is built in'
        "$((Get-VendorProvider sqlite).Kind)" | Should -Be 'BuiltIn'
    }

    It 'refuses a name that cannot be a key' {
        $problem = { Register-VendorProvider $script -Name 'My Cards' -ErrorAction Stop } | Should -Throw -ErrorId $id -PassThru
        $problem.Exception.Message | Should -Match 'lower-case letters'
        $problem.TargetObject | Should -Be $script
        "$($problem.CategoryInfo.Category)" | Should -Be 'InvalidData'
    }

    It 'refuses what is no plug-in: <Why>' -ForEach @(
        @{ Why = 'nothing there'; Path = 'none.ps1'; Text = $null; Message = 'There is no file or folder' }
        @{ Why = 'another kind of file'; Path = 'a.txt'; Text = 'x'; Message = 'is no plug-in' }
        @{ Why = 'no assembly'; Path = 'a.dll'; Text = 'x'; Message = 'is no .NET assembly' }
    ) {
        $file = Join-Path $TestDrive $Path
        if ($Text) { Set-Content $file $Text }
        (Get-Refusal $file).Exception.Message | Should -Match $Message
    }

    It 'refuses a script with <Why>, with file and line' -ForEach @(
        @{ Why = 'a syntax error'; Edit = { "$_`nfunction {" }; Message = '\.ps1:5:9: .+' }
        @{ Why = 'no Connect-'; Edit = { $_ -replace 'Connect-Vendor', 'Open-Vendor' }; Message = 'defines no function Connect-\*' }
        @{ Why = 'several Connect-'; Edit = { $_ -replace 'Connect-Vendor \{ \}', "Connect-One { }`nfunction Connect-Two { }" }; Message = 'several functions begin with Connect-: Connect-One, Connect-Two\. Call the one' }
        @{ Why = 'no Get-GroupMember'; Edit = { $_ -replace 'Get-GroupMember', 'Get-Member2' }; Message = 'defines no function Get-GroupMember' }
        @{ Why = 'no way back'; Edit = { $_ -replace 'Remove-GroupMember', 'Remove-Member2' }; Message = 'defines Add-GroupMember, but not Remove-GroupMember' }
        @{ Why = 'accounts that it cannot find'; Edit = { "$_`nfunction New-User(`$User) { }" }; Message = 'defines New-User, but not Find-User' }
        @{ Why = 'a parameter that is missing'; Edit = { $_ -replace 'Add-GroupMember \{ param\(\$Group, ', 'Add-GroupMember { param(' }; Message = '\.ps1:3:1: Add-GroupMember has no parameter -Group\. It gets -Session, -Group, -User' }
        @{ Why = 'a mandatory parameter of its own'; Edit = { $_ -replace 'Connect-Vendor \{ \}', 'Connect-Vendor { param([Parameter(Mandatory)] $Server) }' }; Message = '\.ps1:1:33: nobody gives Connect-Vendor the mandatory parameter -Server' }
        @{ Why = 'errors that nobody would see'; Edit = { "`$script:ErrorActionPreference = 'SilentlyContinue'`n$_" }; Message = '\.ps1:1:1: with this, errors would not be seen\. Say -ErrorAction' }
        @{ Why = 'an announcement that has to be run'; Edit = { "`$VendorProvider = @{ Name = Get-Date }`n$_" }; Message = '\.ps1:1:1: \$VendorProvider has to be a hashtable of constants' }
        @{ Why = 'an unknown key in its announcement'; Edit = { "`$VendorProvider = @{ Nmae = 'a' }`n$_" }; Message = "has no key 'Nmae'. It may have Name, MaxConcurrency" }
        @{ Why = 'a wrong value in its announcement'; Edit = { "`$VendorProvider = @{ MaxConcurrency = 'many' }`n$_" }; Message = "MaxConcurrency cannot be 'many'" }
    ) {
        $text = $whole | ForEach-Object $Edit
        (Get-Refusal (New-Script $text)).Exception.Message | Should -Match $Message
    }

    It 'runs nothing of a script' {
        $marker = Join-Path $TestDrive 'ran'
        Register-VendorProvider (New-Script "Set-Content '$marker' x`n$whole")
        Test-Path $marker | Should -BeFalse
    }

    It 'takes from a script what it can do' {
        $can = (Register-VendorProvider (New-Script @"
`$VendorProvider = @{ Name = 'plain'; MaxConcurrency = 4; RemovalDeletesAccount = `$true; ReplacesWholeGroup = `$true }
$whole
function Update-User(`$User, `$Changes) { }
"@) -PassThru).Capabilities
        $can.ChangeMemberships, $can.UpdateUsers, $can.AddCreatesUsers, $can.RemovalDeletesAccount, $can.ReplacesWholeGroup | Should -Not -Contain $false
        $can.CreateUsers, $can.CreateGroups, $can.DisableUsers, $can.DeleteUsers | Should -Not -Contain $true
        $can.MaxConcurrency | Should -Be 4
    }

    It 'takes a script that only reads' {
        $can = (Register-VendorProvider (New-Script "function Connect-Vendor { }`nfunction Get-GroupMember(`$Group) { }") -PassThru).Capabilities
        $can.ChangeMemberships | Should -BeFalse
        $can.UpdateUsers | Should -BeFalse
    }

    It 'warns of a script that everybody may write to' -Skip:$IsWindows {
        $path = New-Script $whole
        chmod o+w $path
        Register-VendorProvider $path -WarningVariable warnings
        "$warnings" | Should -Match "chmod o-w '$path'"
    }

    It 'goes on with the next file after one that is refused' {
        (Join-Path $TestDrive none.ps1), $script | Register-VendorProvider -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.Count | Should -Be 1
        (Get-VendorProvider keycards).Name | Should -Be 'keycards'
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "Register-VendorProvider '$script' -Force -PassThru"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
