BeforeDiscovery {
    . $PSScriptRoot/common.ps1
    $commands = @(Get-Command -Module LdapVendorSync)
    $parameters = foreach ($command in $commands) {
        foreach ($name in $command.Parameters.Keys) {
            if ($name -notin [System.Management.Automation.Cmdlet]::CommonParameters) {
                @{ Command = $command.Name; Parameter = $name }
            }
        }
    }
    $views = @(
        'Members.GroupMember', 'Members.MembershipChange', 'Sync.ChangeOutcome', 'Sync.SyncRun', 'Sync.VendorRun', 'Sync.GroupRun', 'Sync.SyncTotals',
        'Sync.Plans.SyncPlan', 'Sync.Plans.PlannedChange',
        'History.RunRecord', 'History.RecordedChange',
        'Audit.SystemSnapshot', 'Audit.LegacyPerson', 'Audit.Comparison.SystemFinding', 'Audit.Comparison.SystemComparison',
        'Diagnostics.CheckResult', 'Configuration.ConfigurationProblem', 'Configuration.SyncConfiguration'
    )
}

BeforeAll {
    . $PSScriptRoot/common.ps1
}

Describe 'The module' {
    It 'has a valid manifest for PowerShell 7.6' {
        $manifest = Test-ModuleManifest "$ModulePath/LdapVendorSync.psd1" -ErrorAction Stop
        $manifest.PowerShellVersion | Should -Be '7.6'
        $manifest.CompatiblePSEditions | Should -Be 'Core'
    }

    It 'exports exactly the commands of the manifest' {
        $manifest = Import-PowerShellDataFile "$ModulePath/LdapVendorSync.psd1"
        (Get-Command -Module LdapVendorSync).Name | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        (Get-Module LdapVendorSync).ExportedVariables.Count | Should -Be 0
        (Get-Module LdapVendorSync).ExportedFunctions.Count | Should -Be 0
    }

    It 'keeps its commands when it is imported again' {
        $result = Invoke-Pwsh @"
            Import-Module '$ModulePath'
            Import-Module '$ModulePath' -Force
            Import-Module '$ModulePath' -Force
            (Get-Command -Module LdapVendorSync).Count
            (Get-Command Get-LdapGroupMember).Source
"@
        $result.Output.Trim() -split '\s+' | Should -Be @("$((Get-Command -Module LdapVendorSync).Count)", 'LdapVendorSync')
        $result.Errors | Should -BeNullOrEmpty
    }

    It 'can be removed and imported again' {
        $result = Invoke-Pwsh "Import-Module '$ModulePath'; Remove-Module LdapVendorSync; Import-Module '$ModulePath'; (Get-Command Sync-VendorGroup).Name"
        $result.Output.Trim() | Should -Be 'Sync-VendorGroup'
        $result.Errors | Should -BeNullOrEmpty
    }

    It 'keeps its assemblies to itself' {
        $config = New-Quickstart
        $result = Invoke-Pwsh @"
            Import-Module '$ModulePath'
            `$null = Invoke-LdapVendorSync '$config'
            [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | ForEach-Object { `$_.GetName().Name } |
                Where-Object { `$_ -match '^(YamlDotNet|Polly|Serilog|SQLitePCL|Microsoft\.Data\.Sqlite|LdapVendorSync)' }
"@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output.Trim() | Should -Be 'LdapVendorSync.Loader'
    }

    It 'refuses to mix with another copy of itself' {
        $copy = Join-Path $TestDrive 'copy/LdapVendorSync'
        Copy-Item $ModulePath $copy -Recurse
        $result = Invoke-Pwsh "Import-Module '$ModulePath'; Remove-Module LdapVendorSync; Import-Module '$copy' -ErrorAction Stop"
        $result.ExitCode | Should -Be 1
        $result.Errors | Should -Match 'Another copy of LdapVendorSync'
    }

    It 'can be used from several runspaces at once' {
        $config = New-Quickstart
        $counts = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:ModulePath
            @(Get-LdapGroupMember leaders -ConfigPath $using:config).Count
        }
        $counts | Should -Be 6, 6, 6, 6
    }

    It 'brings no alias that others have' {
        $brought = @((Get-Module LdapVendorSync).ExportedAliases.Values)
        $result = Invoke-Pwsh '(Get-Alias).Name; (Get-Command -CommandType Function, Cmdlet).Name'
        $others = $result.Output -split '\r?\n'
        $brought.Name | Where-Object { $_ -in $others } | Should -BeNullOrEmpty
        foreach ($alias in $brought) {
            $alias.ResolvedCommand.Source | Should -Be 'LdapVendorSync'
        }
    }

    It 'brings a view for <_>' -ForEach $views {
        (Get-FormatData "LdapVendorSync.Core.$_").FormatViewDefinition.Name | Should -Contain ($_ -split '\.')[-1]
    }
}

Describe 'The command <_.Name>' -ForEach $commands {
    BeforeAll {
        $command = $_
        $help = Get-Help $command.Name
    }

    It 'has an approved verb and a singular noun' {
        (Get-Verb).Verb | Should -Contain $command.Verb
        $command.Noun | Should -Not -Match '[^s]s$'
    }

    It 'says what it emits' {
        $command.OutputType | Should -Not -BeNullOrEmpty
    }

    It 'takes pipeline input in one parameter of a set at most' {
        foreach ($set in $command.ParameterSets) {
            @($set.Parameters | Where-Object ValueFromPipeline).Count | Should -BeLessOrEqual 1 -Because "set $($set.Name)"
        }
    }

    It 'has help with a synopsis, a description, three examples, what goes in and comes out, and notes' {
        $help.Synopsis | Should -Not -Match "^\s*$($command.Name)"
        $help.Synopsis | Should -Not -BeNullOrEmpty
        ($help.description | Out-String).Trim() | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        ($help.inputTypes | Out-String).Trim() | Should -Not -BeNullOrEmpty
        ($help.returnValues | Out-String).Trim() | Should -Not -BeNullOrEmpty
        ($help.alertSet | Out-String).Trim() | Should -Not -BeNullOrEmpty
        foreach ($example in $help.examples.example) {
            $example.code | Should -Not -BeNullOrEmpty
            ($example.remarks | Out-String).Trim() | Should -Not -BeNullOrEmpty
        }
    }

    It 'has a page on the web, to which -Online leads' {
        $manifest = Import-PowerShellDataFile "$ModulePath/LdapVendorSync.psd1"
        $page = "$($manifest.PrivateData.PSData.ProjectUri)/blob/main/docs/en-US/$($command.Name).md"
        $command.HelpUri | Should -BeExactly $page
        @($help.relatedLinks.navigationLink)[0].uri | Should -BeExactly $page
        "$RepositoryRoot/docs/en-US/$($command.Name).md" | Should -Exist
    }

    It 'has examples that are valid PowerShell' {
        foreach ($example in $help.examples.example) {
            $errors = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref]$null, [ref]$errors)
            $errors | Should -BeNullOrEmpty
        }
    }

    It 'has examples that do what they say' {
        # Those of another company's servers are for reading.
        $codes = @($help.examples.example.code | Where-Object { $_ -notmatch 'example\.com' })
        $codes.Count | Should -BeGreaterOrEqual 3
        $config = $env:LVS_CONFIG
        Push-Location (New-ExampleFolder $command.Name)
        try {
            foreach ($code in $codes) {
                { & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'; $code")) 3>$null 4>$null } | Should -Not -Throw -Because $code
            }
        }
        finally {
            Pop-Location
            $env:LVS_CONFIG = $config
            Get-VendorProvider | Where-Object Kind -NE BuiltIn | Unregister-VendorProvider
        }
    }

    It 'asks before it changes anything outside, if it does' {
        $others = 'New-LdapVendorSyncConfig', 'Register-LdapVendorSyncTask', 'Unregister-LdapVendorSyncTask'
        $changes = $command.Verb -in 'Sync', 'Invoke', 'Export', 'Undo', 'Clear' -or $command.Name -in $others
        $command.Parameters.ContainsKey('WhatIf') | Should -Be $changes
        $command.Parameters.ContainsKey('Confirm') | Should -Be $changes
    }

    It 'runs unattended: it asks only those who want to be asked' {
        $declared = $command.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
        "$($declared.ConfirmImpact)" | Should -BeIn 'None', 'Low', 'Medium'
    }

    It 'has names of parameters, and short names, that mean one thing each' {
        $names = foreach ($parameter in $command.Parameters.Values) { $parameter.Name; $parameter.Aliases }
        $names | Group-Object | Where-Object Count -GT 1 | Should -BeNullOrEmpty
        $reserved = [System.Management.Automation.Cmdlet]::CommonParameters
        $own = $command.Parameters.Values | Where-Object { $_.Name -notin $reserved -and $_.Name -notin 'WhatIf', 'Confirm' }
        $own.Aliases | Where-Object { $_ -in $reserved } | Should -BeNullOrEmpty
    }

    It 'has one place for each parameter that is given by place, from the first on' {
        foreach ($set in $command.ParameterSets) {
            $places = @($set.Parameters.Position | Where-Object { $_ -ge 0 } | Sort-Object)
            for ($place = 0; $place -lt $places.Count; $place++) {
                $places[$place] | Should -Be $place -Because "set $($set.Name)"
            }
        }
    }

    It 'knows which set of parameters is meant where none is told' {
        if ($command.ParameterSets.Count -gt 1) {
            @($command.ParameterSets | Where-Object IsDefault).Count | Should -Be 1
        }
    }

    It 'has switches that are off where they are left out, and takes nothing but them from the end of a line' {
        foreach ($parameter in $command.Parameters.Values) {
            $parameter.ParameterType | Should -Not -Be ([bool]) -Because $parameter.Name
            $parameter.ParameterSets.Values | Where-Object ValueFromRemainingArguments | Should -BeNullOrEmpty
        }
    }

    It 'emits what it made, or has -PassThru' {
        if ($command.Verb -in 'Export', 'Register' -and -not $command.Parameters.ContainsKey('PassThru')) {
            $command.OutputType.Name | Should -Not -Contain 'System.Void'
        }
    }
}

Describe 'The parameter <Parameter> of <Command>' -ForEach $parameters {
    It 'is described' {
        $description = (Get-Help $Command -Parameter $Parameter).description | Out-String
        $description.Trim() | Should -Not -BeNullOrEmpty
        $description | Should -Not -Match '\{\{'
    }

    It 'has a Pascal-case name' {
        $Parameter | Should -MatchExactly '^[A-Z][A-Za-z]+$'
    }
}

Describe 'The compiled help' {
    It 'is what the markdown says' {
        if (-not (Get-Module -ListAvailable Microsoft.PowerShell.PlatyPS)) {
            Set-ItResult -Skipped -Because 'Microsoft.PowerShell.PlatyPS is not installed'
            return
        }
        # PlatyPS looks cultures up by name.
        $result = Invoke-PwshFile "$RepositoryRoot/docs/Update-Help.ps1" '-OutputFolder', "$TestDrive/help" @{ DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '0' }
        $result.ExitCode | Should -Be 0 -Because $result.Errors
        $name = 'LdapVendorSync.PowerShell.dll-Help.xml'
        Get-Content "$ModulePath/en-US/$name" -Raw | Should -BeExactly (Get-Content "$TestDrive/help/$name" -Raw)
    }

    It 'has the parameters that the commands have' {
        foreach ($command in Get-Command -Module LdapVendorSync) {
            $documented = Select-String -Path "$RepositoryRoot/docs/en-US/$($command.Name).md" -Pattern '^### -(\w+)$' |
                ForEach-Object { $_.Matches[0].Groups[1].Value }
            $real = $command.Parameters.Keys | Where-Object { $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters }
            $documented | Sort-Object | Should -Be ($real | Sort-Object) -Because $command.Name
        }
    }
}

Describe 'The README' {
    It 'shows commands that work' {
        $section = (Get-Content "$RepositoryRoot/README.md" -Raw) -replace '(?s)^.*\n## In PowerShell\n', '' -replace '(?s)\n## .*$', ''
        $code = [regex]::Match($section, '(?s)```powershell\n(.+?)\n```').Groups[1].Value
        foreach ($name in 'New-LdapVendorSyncConfig', 'Test-LdapVendorSyncConfig', 'Invoke-LdapVendorSync') {
            $code | Should -Match $name
        }
        $root = New-Item -ItemType Directory -Path "$TestDrive/readme/examples/quickstart"
        Copy-Item "$RepositoryRoot/examples/quickstart/sync.yaml", "$RepositoryRoot/examples/quickstart/directory.ldif" $root
        $code = $code.Replace('./output/LdapVendorSync', $ModulePath)
        $result = Invoke-Pwsh "`$ErrorActionPreference = 'Stop'; Set-Location '$TestDrive/readme'; $code"
        $result.Errors | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
        $result.Output | Should -Match '86 added'
        "$TestDrive/readme/first.yaml" | Should -Exist
    }
}
