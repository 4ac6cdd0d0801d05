<#
.SYNOPSIS
    Runs every Pester test of this folder against the built module.
.DESCRIPTION
    Ends with 0 if every test passed. With -CheckOnly it runs nothing: it ends with 0 where the tests can run, and else says in one line why they cannot.
.PARAMETER CheckOnly
    Only says whether the tests can run here.
.PARAMETER CountFile
    A file for the counts, one "name<tab>value" a line: passed, failed, skipped, and a note for each test that was skipped.
#>
[CmdletBinding()]
param(
    [switch] $CheckOnly,
    [string] $CountFile
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$reason = if ($PSVersionTable.PSVersion -lt [version] '7.6') {
    "PowerShell $($PSVersionTable.PSVersion) is too old (7.6 or later is needed)"
}
elseif (-not (Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -eq 5 })) {
    'Pester 5 is not installed (Install-PSResource Pester -Version "[5.5,6.0)")'
}

if ($reason) {
    $reason
    exit 1
}

if ($CheckOnly) { exit 0 }

Import-Module -Name Pester -MinimumVersion 5.5 -MaximumVersion 5.99
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration

# A file or block that cannot even start is a failure that counts no test.
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
$skipped = @($result.Tests | Where-Object { $_.Result -in 'Skipped', 'Inconclusive', 'NotRun' })
if ($CountFile) {
    $lines = @(
        "passed`t$($result.PassedCount)"
        "failed`t$failed"
        "skipped`t$($skipped.Count)"
        foreach ($test in $skipped) {
            $because = if ($test.ErrorRecord) { $test.ErrorRecord[0].Exception.Message -replace '\s+', ' ' } else { 'no reason given' }
            "note`tSKIPPED: $($test.ExpandedPath): $because"
        }
    )
    Set-Content -LiteralPath $CountFile -Value $lines -Encoding utf8NoBOM
}

exit [int]($failed -gt 0)
