# The about topics: they are what their markdown says, fit a terminal, and what they show works.

BeforeDiscovery {
    . $PSScriptRoot/common.ps1
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
