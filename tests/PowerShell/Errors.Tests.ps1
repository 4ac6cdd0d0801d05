BeforeDiscovery {
    . $PSScriptRoot/common.ps1
    $assembly = (Get-Command Get-VendorProvider).ImplementingType.Assembly
    $kinds = $assembly.GetType('LdapVendorSync.PowerShell.Errors.ErrorKinds', $true).GetProperties() | ForEach-Object {
        $kind = $_.GetValue($null)
        @{ Property = $_.Name; Id = $kind.Id; Category = "$($kind.Category)"; RecommendedAction = $kind.RecommendedAction }
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $page = Get-Content "$RepositoryRoot/docs/errors.md" -Raw
    $sources = Get-ChildItem "$RepositoryRoot/src/LdapVendorSync.PowerShell/*/*.cs" | Where-Object Name -NE ErrorKinds.cs | Get-Content -Raw
}

Describe 'The error <Id>' -ForEach $kinds {
    It 'has an id in Pascal case that is its name in the code' {
        $Id | Should -MatchExactly '^[A-Z][A-Za-z]+$'
        $Id | Should -BeExactly $Property
    }

    It 'has its section in docs/errors.md with category, target, cause and what to do' {
        $section = [regex]::Match($page, "(?ms)^### $Id\n(.+?)(?=^##|\z)").Groups[1].Value
        $lines = @($section.Trim() -split '\n\n')
        $lines.Count | Should -Be 3 -Because "'$section'"
        $lines[0] | Should -MatchExactly "^Category ``$Category``; target: \S.+\.$"
        $lines[1] | Should -Not -BeNullOrEmpty
        $lines[2] | Should -BeExactly "**What to do:** $RecommendedAction"
    }

    It 'is reported somewhere' {
        $sources | Select-String -SimpleMatch "ErrorKinds.$Id" | Should -Not -BeNullOrEmpty
    }
}

Describe 'docs/errors.md' {
    It 'tells of no error that there is not' -TestCases @{ Known = @($kinds.Id) } {
        param($Known)
        [regex]::Matches($page, '(?m)^### (\w+)$') | ForEach-Object { $_.Groups[1].Value } | Where-Object { $_ -notin $Known } | Should -BeNullOrEmpty
    }

    It 'shows how a script looks at an error' {
        $code = [regex]::Match($page, '(?s)```powershell\n(.+?)\n```').Groups[1].Value
        $folder = New-Item -ItemType Directory -Path "$TestDrive/errors/examples/quickstart"
        Copy-Item "$RepositoryRoot/examples/quickstart/sync.yaml", "$RepositoryRoot/examples/quickstart/directory.ldif" $folder
        $null = Invoke-LdapVendorSync "$folder/sync.yaml"
        Push-Location "$TestDrive/errors"
        try {
            & ([scriptblock]::Create($code)) | Should -Be 'ObjectNotFound: nobody'
        }
        finally {
            Pop-Location
        }
    }
}
