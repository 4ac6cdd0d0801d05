# The about topics are what their markdown says and fit a terminal; what they, README and docs show works. Blocks for PowerShell run, with the others of
# their page in their order, in a folder with the configuration of the quickstart (sync.yaml, also as LVS_CONFIG), a history and a plan. Not run is what
# names servers of somebody else (example.com, example.org), and what is listed here with the reason.

BeforeDiscovery {
    . $PSScriptRoot/common.ps1
    $notRun = @{
        'Install-PSResource LdapVendorSync' = 'installs from the Gallery; Package.Tests.ps1 installs from a folder'
        '# with access' = 'asks the Gallery; Package.Tests.ps1 installs from a folder'
        'dotnet build src/LdapVendorSync.PowerShell -c Release' = 'builds and packs; build.ps1 Package does, and Package.Tests.ps1'
        'Test-LdapVendorSyncConfig sync.yaml                # the file alone' = 'is for the configuration of its page, of nobody''s servers'
        'Import-Module LdapVendorSync' = 'needs a provider of one''s own; ScriptContract.Tests.ps1 runs it'
        'Write-Error -ErrorId NotFound "There is no door' = 'is a part of a function; ScriptProvider.Tests.ps1 runs such'
        '$VendorProvider = @{' = 'is a part of a script that is read and not run'
        'dotnet build -c Release' = 'builds; everything here is built already'
    }
    function Get-Block([string] $Path) {
        [regex]::Matches((Get-Content $Path -Raw), '(?ms)^```powershell\n(.+?)\n```').ForEach{ $_.Groups[1].Value }
    }
    $files = @(Get-ChildItem "$RepositoryRoot/docs" -Filter *.md -Recurse | Where-Object FullName -NotMatch '[\\/]en-US[\\/]') + (Get-Item "$RepositoryRoot/README.md")
    $pages = foreach ($file in $files) {
        $blocks = @(Get-Block $file.FullName | Where-Object {
                $block = $_
                $block -notmatch 'example\.(com|org)' -and -not ($notRun.Keys | Where-Object { $block.StartsWith($_) })
            })
        if ($blocks) { @{ Page = [IO.Path]::GetRelativePath($RepositoryRoot, $file.FullName); Blocks = $blocks } }
    }
    $exceptions = foreach ($start in $notRun.Keys) {
        @{ Start = $start; Matching = @($files | ForEach-Object { Get-Block $_.FullName } | Where-Object { $_.StartsWith($start) }) }
    }
    $topics = @(Get-ChildItem "$RepositoryRoot/docs/en-US/about_*.md" | ForEach-Object BaseName)
}

BeforeAll {
    . $PSScriptRoot/common.ps1
}

Describe 'The topic <_>' -ForEach $topics {
    BeforeAll {
        $topic = $_
        $markdown = "$RepositoryRoot/docs/en-US/$topic.md"
        $text = Get-Content "$RepositoryRoot/en-US/$topic.help.txt"
    }

    It 'is what the markdown says' {
        & "$RepositoryRoot/docs/ConvertTo-AboutTopic.ps1" -Path $markdown -OutputFolder "$TestDrive/en-US"
        $expected = Get-Content "$TestDrive/en-US/$topic.help.txt" -Raw
        Get-Content "$RepositoryRoot/en-US/$topic.help.txt" -Raw | Should -BeExactly $expected -Because 'build.ps1 Docs writes it anew'
        Get-Content "$ModulePath/en-US/$topic.help.txt" -Raw | Should -BeExactly $expected
    }

    It 'is found by Get-Help' {
        $help = Get-Help $topic -ErrorAction Stop
        $help.ToString() | Should -Match "^TOPIC\s+$topic\s"
        $help.Synopsis | Should -Not -BeNullOrEmpty
    }

    It 'is plain text of 80 columns' {
        $text | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $text | Where-Object { $_ -match '\t|\s$' } | Should -BeNullOrEmpty
        $text -cmatch '^[A-Z][A-Z ]+$' | Should -Be 'TOPIC', 'SHORT DESCRIPTION', 'LONG DESCRIPTION', 'SEE ALSO'
    }

    It 'names commands and topics that are there' {
        $seeAlso = ($text -join "`n") -replace '(?s)^.*\nSEE ALSO\n', ''
        foreach ($name in [regex]::Matches($seeAlso, '(?m)^    - (\S+)$').ForEach{ $_.Groups[1].Value }) {
            $isThere = $name -like 'about_*' ? (Test-Path "$RepositoryRoot/docs/en-US/$name.md") : [bool](Get-Command $name -ErrorAction Ignore)
            $isThere | Should -BeTrue -Because $name
        }
    }

    It 'shows commands that work' {
        # One after the other in one session, as a reader would try them; those of another company's servers are for reading.
        $blocks = [regex]::Matches((Get-Content $markdown -Raw), '(?ms)^```powershell\n(.+?)\n```').ForEach{ $_.Groups[1].Value } -notmatch 'example\.(com|org)'
        $blocks | Should -Not -BeNullOrEmpty
        $folder = New-ExampleFolder $topic
        $script = "`$ErrorActionPreference = 'Stop'; Set-Location '$folder'; Import-Module '$ModulePath'`n" + ($blocks -join "`n")
        $result = Invoke-Pwsh $script
        $result.Errors | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
    }
}

Describe 'The page <Page>' -ForEach $pages {
    It 'shows commands that work' {
        $folder = New-ExampleFolder ($Page -replace '\W', '-')
        Copy-Item "$RepositoryRoot/examples/quickstart/sync.yaml", "$RepositoryRoot/examples/quickstart/directory.ldif" $folder
        $null = Invoke-LdapVendorSync "$folder/sync.yaml"
        $null = New-VendorSyncPlan "$folder/sync.yaml" | Export-VendorSyncPlan "$folder/plan.json"
        $code = ($Blocks -join "`n").Replace('./output/LdapVendorSync', $ModulePath)
        $script = "`$ErrorActionPreference = 'Stop'; Set-Location '$folder'; `$env:LVS_CONFIG = './sync.yaml'; Import-Module '$ModulePath'`n$code"
        $result = Invoke-Pwsh $script
        $result.Errors | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0 -Because $result.Output
    }
}

Describe 'An exception of the commands that are run: <Start>' -ForEach $exceptions {
    It 'is still needed' {
        $Matching | Should -Not -BeNullOrEmpty
    }
}

Describe 'The script of the module' {
    It 'runs as the README shows it for schedulers' {
        $line = Select-String -Path "$RepositoryRoot/README.md" -Pattern '^pwsh .* -File (?<file>\S+/Invoke-LdapVendorSync\.ps1) -ConfigPath (?<config>\S+)$' | Select-Object -First 1
        $line | Should -Not -BeNullOrEmpty
        $folder = New-ExampleFolder 'scheduler'
        $file = $line.Matches[0].Groups['file'].Value.Replace('output/LdapVendorSync', $ModulePath)
        $result = Invoke-PwshFile $file '-ConfigPath', (Join-Path $folder $line.Matches[0].Groups['config'].Value)
        $result.ExitCode | Should -Be 0 -Because $result.Errors
    }
}
