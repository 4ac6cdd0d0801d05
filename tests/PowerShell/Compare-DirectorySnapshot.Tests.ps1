BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.CompareDirectorySnapshotCommand'
    $config = New-Quickstart
    $null = Invoke-LdapVendorSync $config
    $first = New-DirectorySnapshot staff -ConfigPath $config
    $wiki = New-DirectorySnapshot -Vendor Wiki -ConfigPath $config
    Edit-Directory $config { param($text) $text -replace '(?m)^mail: adal@', 'mail: ada.new@' -replace '(?m)^mail: alovelace@', 'mail: ada.new@' }
    $second = New-DirectorySnapshot staff -ConfigPath $config
}

Describe 'Compare-DirectorySnapshot' {
    It 'finds what differs between two systems, the most severe first' {
        $findings = @(Compare-DirectorySnapshot staff Wiki -ConfigPath $config)
        $findings.Count | Should -BeGreaterThan 0
        $findings[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Audit.Comparison.SystemFinding'
        $severities = $findings | ForEach-Object { [int]$_.Severity }
        $severities | Should -Be ($severities | Sort-Object -Descending)
        $findings.Message | Should -Not -Contain $null
    }

    It 'takes snapshots, numbers and names, also from the pipeline' {
        $byName = @(Compare-DirectorySnapshot staff Wiki -NoStore -ConfigPath $config).Message
        @($second | Compare-DirectorySnapshot -Difference $wiki -NoStore -ConfigPath $config).Message | Should -Be $byName
        @(Compare-DirectorySnapshot $second.Number $wiki.Number -NoStore -ConfigPath $config).Message | Should -Be $byName
        @('source:staff' | Compare-DirectorySnapshot -Difference vendor:wiki -NoStore -ConfigPath $config).Message | Should -Be $byName
    }

    It 'compares one system with what it was' {
        $comparison = Compare-DirectorySnapshot staff -AsComparison -ConfigPath $config
        $comparison.Reference.Number, $comparison.Difference.Number | Should -Be $first.Number, $second.Number
        "$($comparison.Basis)" | Should -Be 'TwoTimes'
        $since = Compare-DirectorySnapshot staff -Since (Get-Date).AddMinutes(1) -AsComparison -ConfigPath $config
        $since.Reference.Number | Should -Be $first.Number
        { Compare-DirectorySnapshot staff -Since (Get-Date).AddDays(-1) -ConfigPath $config } | Should -Throw -ErrorId "SnapshotNotFound,$id"
    }

    It 'emits only what is asked for, and counts all' {
        $all = Compare-DirectorySnapshot staff Wiki -AsComparison -ConfigPath $config
        $some = Compare-DirectorySnapshot staff Wiki -Kind UserMissing, EmptyGroup -Severity Medium -AsComparison -ConfigPath $config
        $some.Total | Should -Be $all.Total
        foreach ($finding in $some.Findings) {
            "$($finding.Kind)" | Should -BeIn 'UserMissing', 'EmptyGroup'
            "$($finding.Severity)" | Should -BeIn 'Medium', 'High'
        }
    }

    It 'stores what it found, unless told not to' {
        $before = @(Get-DirectoryComparison -CountOnly -ConfigPath $config).Count
        $null = Compare-DirectorySnapshot staff Wiki -NoStore -ConfigPath $config
        @(Get-DirectoryComparison -CountOnly -ConfigPath $config).Count | Should -Be $before
        (Compare-DirectorySnapshot staff Wiki -AsComparison -ConfigPath $config).Number | Should -BeGreaterThan 0
        @(Get-DirectoryComparison -CountOnly -ConfigPath $config).Count | Should -Be ($before + 1)
    }

    It 'says which snapshot is not there' {
        { Compare-DirectorySnapshot staff nowhere -ConfigPath $config } | Should -Throw '*nowhere*' -ErrorId "SnapshotNotFound,$id"
    }

    It 'says of the only snapshot of a system that another one is missing' {
        $thrown = { Compare-DirectorySnapshot Wiki -ConfigPath $config } | Should -Throw '*is the only one of*' -ErrorId "SnapshotNotFound,$id" -PassThru
        $thrown.TargetObject | Should -Be 'Wiki'
        $thrown.ErrorDetails.RecommendedAction | Should -BeLike '*New-DirectorySnapshot takes another one*'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a snapshot and itself'; Arguments = @{ Difference = 'staff' }; Message = '*nothing to compare*' }
        @{ Name = 'what counts for two systems, of one'; Arguments = @{ MatchOn = 'mail' }; Message = '*two systems alone*' }
    ) {
        { Compare-DirectorySnapshot staff @Arguments -ConfigPath $config } | Should -Throw $Message -ErrorId "ComparisonInvalid,$id"
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "Compare-DirectorySnapshot staff Wiki -NoStore -ConfigPath '$config'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
