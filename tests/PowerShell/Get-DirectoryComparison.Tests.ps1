BeforeAll {
    . $PSScriptRoot/common.ps1
    $config = New-Quickstart
    $null = Invoke-LdapVendorSync $config
    $null = New-DirectorySnapshot staff -ConfigPath $config
    $null = New-DirectorySnapshot -Vendor Wiki -ConfigPath $config
    $first = Compare-DirectorySnapshot staff Wiki -AsComparison -ConfigPath $config
    $second = Compare-DirectorySnapshot Wiki staff -AsComparison -ConfigPath $config
}

Describe 'Get-DirectoryComparison' {
    It 'lists the comparisons, the newest first, with their findings' {
        $found = @(Get-DirectoryComparison -ConfigPath $config)
        $found.Number | Should -Be $second.Number, $first.Number
        $found[1].Findings.Message | Should -Be $first.Findings.Message
        $found[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Audit.Comparison.SystemComparison'
    }

    It 'chooses by number and by how new they are' {
        (Get-DirectoryComparison -Last 1 -ConfigPath $config).Number | Should -Be $second.Number
        ($first.Number, $second.Number | Get-DirectoryComparison -ConfigPath $config).Number | Should -Be $first.Number, $second.Number
        $short = Get-DirectoryComparison $first.Number -CountOnly -ConfigPath $config
        $short.Findings.Count | Should -Be 0
        $short.Total | Should -Be $first.Total
    }

    It 'goes on after a number that is not there' {
        $found = 99, $first.Number | Get-DirectoryComparison -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.Number | Should -Be $first.Number
        $problems[0].FullyQualifiedErrorId | Should -Be 'ComparisonNotFound,LdapVendorSync.PowerShell.Commands.GetDirectoryComparisonCommand'
    }

    It 'is exported as a page and as a dataset' {
        $files = Get-DirectoryComparison $first.Number -ConfigPath $config | Export-VendorSyncReport $TestDrive/reports/ -Format Html, Ndjson, Csv, Json -PassThru
        $files.Name | Should -Be "comparison-$($first.Number).html", "comparison-$($first.Number).ndjson", "comparison-$($first.Number).csv", "comparison-$($first.Number).json"
        @(Get-Content $files[1]).Count | Should -Be $first.Findings.Count
        (Get-Content $files[3] -Raw | ConvertFrom-Json).findings.Count | Should -Be $first.Findings.Count
    }

    It 'is shown as a table that fits a terminal' {
        $table = Get-DirectoryComparison $second.Number -ConfigPath $config | Out-String -Width 80
        $table | Should -Match 'Number\s+Compared\s+Reference\s+Difference\s+Findings\s+High\s+InDoubt'
        $compared = '{0:yyyy-MM-dd HH:mm:ss}' -f $second.ComparedAt.LocalDateTime
        $table | Should -Match "$($second.Number)\s+$compared\s.*\s$($second.Total)\s+\d+\s+0\s"
    }

    It 'reads a history by its path, and emits nothing where nothing was compared' {
        (Get-DirectoryComparison -Path (Join-Path (Split-Path $config) 'state/history.db') -Last 1).Number | Should -Be $second.Number
        Get-DirectoryComparison -ConfigPath (New-Quickstart) | Should -BeNullOrEmpty
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "Get-DirectoryComparison -ConfigPath '$config'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
