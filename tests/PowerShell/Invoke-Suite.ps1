#requires -Version 7.6
# One run of Pester, in the culture that this process was started with; called by run.ps1.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ResultPath,

    [Parameter(Mandatory)] [string] $ModulePath,

    [Parameter(Mandatory)] [string] $Path,

    [string] $ExcludeTag
)

$ErrorActionPreference = 'Stop'
$env:LVS_TEST_MODULE = (Resolve-Path $ModulePath).Path

Import-Module Pester -MinimumVersion 5.5 -MaximumVersion 5.999
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path -split [IO.Path]::PathSeparator
$configuration.Run.PassThru = $true
$configuration.Filter.ExcludeTag = @($ExcludeTag -split ',' -ne '')
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration
if (-not $result) {
    # Pester told why; without counts the caller takes it for a failure.
    exit 1
}

function Get-Reason($Test) {
    $message = "$(($Test.ErrorRecord | Select-Object -First 1).Exception.Message)"
    $message -replace '^is (skipped|inconclusive),?\s*', '' -replace '^because\s+', ''
}

[ordered]@{
    passed  = $result.PassedCount
    failed  = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
    # NotRun: excluded here, since they run in another culture
    skipped = @($result.Tests | Where-Object { $_.Result -notin 'Passed', 'Failed', 'NotRun' } | ForEach-Object {
            [ordered]@{ name = $_.ExpandedPath; reason = (Get-Reason $_) }
        })
} | ConvertTo-Json -Depth 4 | Set-Content -Path $ResultPath -Encoding utf8NoBOM
