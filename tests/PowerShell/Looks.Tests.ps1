# What people see of the objects that the cmdlets emit.

BeforeDiscovery {
    . $PSScriptRoot/common.ps1
    $kinds = 'member', 'read', 'mapping', 'change', 'plan', 'plan header', 'planned mapping', 'run', 'vendor run', 'group run', 'totals',
        'outcome', 'recorded run', 'recorded change', 'trace', 'trace finding', 'traced person', 'snapshot', 'content', 'group', 'comparison',
        'finding', 'finding count', 'purge', 'check', 'provider', 'provider setting', 'problem'
    [xml]$formats = Get-Content "$ModulePath/LdapVendorSync.Format.ps1xml" -Raw
    $viewed = $formats.Configuration.ViewDefinitions.View.ViewSelectedBy.TypeName | Sort-Object -Unique
    $emitted = (Get-Command -Module LdapVendorSync).OutputType.Name | Where-Object { $_ -like 'LdapVendorSync.*' } | Sort-Object -Unique
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $escape = [char]27
    $rendering = $PSStyle.OutputRendering

    # A name that clears the screen, begins a line of its own and turns it around.
    $hostile = "Mal${escape}[2J`nlory$([char]0x202E)gpj"

    # Without Unicode data (the invariant mode) a key that is not ASCII is none, and nobody is synced by it.
    $hostileKey = "Mal${escape}[2J`nlory"

    function Set-HostileName([string] $Config, [string] $User) {
        $key, $name = $hostileKey, $hostile | ForEach-Object { [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($_)) }
        Edit-Directory $Config { param($text) $text -replace "(?m)^uid: $User\r?$", "uid:: $key" -replace '(?m)^givenName: Oskar\r?$', "givenName:: $name" }
    }

    function Get-Thing([string] $Config) {
        $plan = New-VendorSyncPlan $Config
        $run = Invoke-LdapVendorSync $Config
        $trace = Trace-GroupMembership dwalker Wiki developers -ConfigPath $Config
        $member = @(Get-LdapGroupMember employees -Recurse -ConfigPath $Config)
        $snapshot = @(New-DirectorySnapshot staff -ConfigPath $Config) + @(New-DirectorySnapshot -Vendor Wiki -ConfigPath $Config)
        $comparison = Compare-DirectorySnapshot 1 2 -ConfigPath $Config -AsComparison
        $content = Get-DirectorySnapshot 1 -Content -ConfigPath $Config
        @{
            'member'           = $member
            'read'             = $member[0].Read
            'mapping'          = $run.Vendors[0].Groups.Mapping
            'change'           = $plan.Changes
            'plan'             = $plan
            'plan header'      = $plan.Header
            'planned mapping'  = $plan.Header.Mappings
            'run'              = $run
            'vendor run'       = $run.Vendors
            'group run'        = $run.Vendors.Groups
            'totals'           = $run.Totals
            'outcome'          = $run.Changes
            'recorded run'     = Get-VendorSyncRun -ConfigPath $Config
            'recorded change'  = Get-VendorSyncChange -ConfigPath $Config
            'trace'            = $trace
            'trace finding'    = $trace.Findings
            'traced person'    = $trace.Person
            'snapshot'         = $snapshot
            'content'          = $content
            'group'            = $content.Groups
            'comparison'       = $comparison
            'finding'          = $comparison.Findings
            'finding count'    = $comparison.Counts
            'purge'            = Clear-VendorSyncHistory aberg -ConfigPath $Config -WhatIf 6>$null
            'check'            = Test-LdapConnection -Server no-such-host.invalid -Detailed
            'provider'         = Get-VendorProvider
            'provider setting' = (Get-VendorProvider rest).Settings
            'problem'          = & {
                Set-Content "$TestDrive/bad.yaml" "surces: []`nmatch_on: 3"
                try { Invoke-LdapVendorSync "$TestDrive/bad.yaml" } catch { $_.Exception.Problems ?? $_.Exception.InnerException.Problems }
            }
        }
    }

    $config = New-Quickstart
    Set-HostileName $config obergmann
    $things = Get-Thing $config
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
}

Describe 'The view of a <_>' -ForEach $kinds {
    BeforeAll {
        $thing = $things[$_]
    }

    It 'has something to show' {
        $thing | Should -Not -BeNullOrEmpty
    }

    It 'fits <_> columns' -ForEach 80, 120 {
        $lines = ($thing | Out-String -Width $_) -split '\r?\n'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $_
        $header = $lines | Where-Object { $_ -match '^\s*-+(\s+-+)*\s*$' } | Select-Object -First 1
        foreach ($view in (Get-FormatData $thing[0].GetType().FullName).FormatViewDefinition | Select-Object -First 1) {
            if ($view.Control -is [System.Management.Automation.TableControl]) {
                @(-split $header).Count | Should -Be $view.Control.Headers.Count -Because 'PowerShell leaves out columns for which there is no room'
            }
        }
    }

    It 'shows values, not types, and does so as a list too' {
        $thing | Out-String -Width 120 | Should -Not -Match 'LdapVendorSync\.(Core|PowerShell)\.|System\.Collections'
        $thing | Select-Object -First 3 | Format-List | Out-String -Width 120 | Should -Not -Match 'LdapVendorSync\.(Core|PowerShell)\.|System\.Collections'
        "$($thing | Select-Object -First 1)" | Should -Not -Match '^LdapVendorSync\.'
    }

    It 'leaves the terminal alone' {
        foreach ($text in ($thing | Out-String -Width 200), ($thing | Format-Table | Out-String -Width 200), ($thing | Format-List | Out-String -Width 200)) {
            $text | Should -Not -Match '[\x00-\x09\x0B\x0C\x0E-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]'
        }
    }

    It 'gives properties as they are to programs, whatever the colours' {
        $PSStyle.OutputRendering = 'Ansi'
        try {
            $thing | Select-Object -First 20 -ExcludeProperty Read | ConvertTo-Csv | Out-String | Should -Not -Match "$escape\[[0-9;]*m"
        }
        finally {
            $PSStyle.OutputRendering = $rendering
        }
    }
}

Describe 'A hostile name' {
    It 'is printable in views, and itself in the object' {
        $member = $things['member'] | Where-Object UserName -CEQ $hostileKey
        $member.FirstName | Should -BeExactly $hostile
        $member | Out-String -Width 200 | Should -Match "Mal$([char]0xFFFD)\[2J lory$([char]0xFFFD)gpj"
        ($things['outcome'] | Where-Object User -CEQ $hostileKey).Count | Should -BeGreaterThan 0
        ($things['outcome'] | Out-String -Width 200) | Should -Match "Mal$([char]0xFFFD)\[2J lory"
        ($things['recorded change'] | Out-String -Width 200) | Should -Match "Mal$([char]0xFFFD)\[2J"
    }
}

Describe 'Colours' {
    BeforeAll {
        $changed = New-Quickstart
        $null = Invoke-LdapVendorSync $changed
        Edit-Directory $changed { param($text) $text -replace '(?m)^member: uid=cdubois,.*\r?\n', '' }
        $removals = @(Compare-GroupMembership Wiki developers -ConfigPath $changed)
        $outcomes = @($removals | Sync-VendorGroup -ConfigPath $changed)
    }

    AfterEach {
        $PSStyle.OutputRendering = $rendering
    }

    It 'make removals stand out where they are asked for' {
        $PSStyle.OutputRendering = 'Ansi'
        $red = [regex]::Escape($PSStyle.Foreground.Red)
        $removals | Out-String -Width 120 | Should -Match "${red}Remove$escape\[0m"
        $outcomes | Out-String -Width 120 | Should -Match "Applied\s+${red}Remove$escape\[0m"
        Get-VendorSyncChange last -ConfigPath $changed | Out-String -Width 120 | Should -Match "${red}RemoveMember$escape\[0m"
    }

    It 'make failures stand out' {
        $PSStyle.OutputRendering = 'Ansi'
        $things['check'] | Out-String -Width 120 | Should -Match "$([regex]::Escape($PSStyle.Formatting.Error))Failed$escape\[0m"
    }

    It 'follow what the user set in $PSStyle' {
        $before = $PSStyle.Foreground.Red
        try {
            $PSStyle.OutputRendering = 'Ansi'
            $PSStyle.Formatting.Error, $kept = "$escape[35m", $PSStyle.Formatting.Error
            $things['check'] | Out-String -Width 120 | Should -Match "$escape\[35mFailed"
        }
        finally {
            $PSStyle.Formatting.Error = $kept
        }
    }

    It 'do not move the columns' {
        $PSStyle.OutputRendering = 'PlainText'
        $plain = $outcomes | Out-String -Width 120
        $PSStyle.OutputRendering = 'Ansi'
        ($outcomes | Out-String -Width 120) -replace "$escape\[[0-9;]*m", '' | Should -BeExactly $plain
    }

    It 'are left out with OutputRendering <_>' -ForEach 'PlainText', 'Host' {
        $PSStyle.OutputRendering = $_
        $removals + $outcomes | Out-String -Width 120 | Should -Not -Match $escape
    }

    It 'are left out with NO_COLOR, and in output that is redirected' {
        $script = "Import-Module '$ModulePath'; Test-LdapConnection -Server no-such-host.invalid -Detailed"
        $plain = Invoke-Pwsh $script @{ NO_COLOR = '1' }
        $plain.Output | Should -Match 'Failed\s+DNS'
        $plain.Output | Should -Not -Match $escape
        # Headings are PowerShell's own.
        (Invoke-Pwsh $script @{ NO_COLOR = '' }).Output | Should -Match '(?m)^Failed\s+DNS'
    }

    It 'are left out where $PSStyle is missing' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$ModulePath'; Remove-Variable PSStyle -Scope Global -Force; Test-LdapConnection -Server no-such-host.invalid -Detailed | Out-String -Width 100")
        $text = "$($shell.Invoke())"
        $shell.Dispose()
        $text | Should -Match 'Failed\s+DNS'
        $text | Should -Not -Match "$escape\[31"
    }
}

Describe 'Changes of the history' {
    It 'are grouped by run, or by vendor and group on request' {
        $things['recorded change'] | Out-String -Width 120 | Should -Match "Run: $([regex]::Escape($things['run'].RunId)), \d{4}-\d\d-\d\d"
        $things['recorded change'] | Sort-Object Vendor, Group | Format-Table -View RecordedChangeByGroup | Out-String -Width 120 | Should -Match 'Group: CRM/managers'
    }
}

Describe 'The type <_>' -ForEach $viewed {
    It 'has properties that are shown where there is no view' {
        $data = Get-TypeData $_
        $data.DefaultDisplayPropertySet.ReferencedProperties.Count | Should -BeGreaterThan 0
    }
}

Describe 'The emitted type <_>' -ForEach $emitted {
    It 'has views as table or text, and as a list' {
        $controls = (Get-FormatData $_).FormatViewDefinition.Control
        $controls | Where-Object { $_ -is [System.Management.Automation.ListControl] } | Should -Not -BeNullOrEmpty
    }
}
