#requires -Version 7.2
<#
.SYNOPSIS
Runs the Pester tests of this folder against the built module, once in each culture.

.DESCRIPTION
Every culture gets a PowerShell process of its own, because .NET reads it at the start. Prints what Pester prints, then the counts;
ends with 1 if anything failed. What cannot run counts as skipped, with the reason.

.PARAMETER ResultPath
Where to write the counts: {"passed": N, "failed": N, "skipped": [{"name": "...", "reason": "..."}]}.

.PARAMETER ModulePath
The module's folder, output/LdapVendorSync unless said otherwise.

.PARAMETER Path
Only these test files.
#>
[CmdletBinding()]
param(
    [string] $ResultPath,

    [string] $ModulePath = "$PSScriptRoot/../../output/LdapVendorSync",

    [string[]] $Path = $PSScriptRoot
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$cultures = [ordered]@{
    'en-US'     = @{ LANG = 'en_US.UTF-8'; LC_ALL = 'en_US.UTF-8'; DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = $null }
    'invariant' = @{ LANG = 'C.UTF-8'; LC_ALL = 'C.UTF-8'; DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '1' }
}

# Tests that take long and that a culture has no part in run once.
$excludedTags = @{ 'en-US' = @(); 'invariant' = @('Package') }

function Get-ReasonNotToRun {
    if ($PSVersionTable.PSVersion -lt [version]'7.6') {
        return "the module needs PowerShell 7.6, this is $($PSVersionTable.PSVersion)"
    }
    if (-not (Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -eq 5 })) {
        return 'Pester 5 is not installed (Install-PSResource Pester -Version "[5,6)")'
    }
}

function Get-EveryTest([string] $Reason) {
    foreach ($file in Get-ChildItem -Path $Path -Filter *.Tests.ps1 -Recurse) {
        foreach ($test in Select-String -Path $file -Pattern "^\s*It\s+['""](?<name>.+)['""]") {
            [pscustomobject]@{ name = "$($file.Name): $($test.Matches[0].Groups['name'].Value)"; reason = $Reason }
        }
    }
}

function Invoke-InCulture([string] $Name, [hashtable] $Variables) {
    $counts = New-TemporaryFile
    $before = @{}
    foreach ($variable in $Variables.Keys) {
        $before[$variable] = [Environment]::GetEnvironmentVariable($variable)
        [Environment]::SetEnvironmentVariable($variable, $Variables[$variable])
    }
    try {
        Write-Host "Pester, culture $Name"
        $script = "$PSScriptRoot/Invoke-Suite.ps1"
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $script -ResultPath $counts -ModulePath $ModulePath -Path ($Path -join [IO.Path]::PathSeparator) `
            -ExcludeTag ($excludedTags[$Name] -join ',') |
            Out-Host
        $result = Get-Content $counts -Raw | ConvertFrom-Json
        if (-not $result) {
            Write-Host "Pester left no counts in culture $Name (exit code $LASTEXITCODE)."
            return [pscustomobject]@{ passed = 0; failed = 1; skipped = @() }
        }
        foreach ($test in $result.skipped) {
            $test.name = "$($test.name) [$Name]"
        }
        $result
    }
    finally {
        foreach ($variable in $before.Keys) {
            [Environment]::SetEnvironmentVariable($variable, $before[$variable])
        }
        Remove-Item $counts
    }
}

$reason = Get-ReasonNotToRun
$results = if ($reason) {
    [pscustomobject]@{ passed = 0; failed = 0; skipped = @(Get-EveryTest $reason) }
}
elseif (-not (Test-Path "$ModulePath/LdapVendorSync.psd1")) {
    Write-Host "There is no module in '$ModulePath'; build it first: dotnet build"
    [pscustomobject]@{ passed = 0; failed = 1; skipped = @() }
}
else {
    foreach ($culture in $cultures.GetEnumerator()) {
        Invoke-InCulture $culture.Key $culture.Value
    }
}

$total = [ordered]@{
    passed  = [int]($results | Measure-Object passed -Sum).Sum
    failed  = [int]($results | Measure-Object failed -Sum).Sum
    skipped = @($results | ForEach-Object { $_.skipped })
}
if ($ResultPath) {
    $total | ConvertTo-Json -Depth 4 | Set-Content -Path $ResultPath -Encoding utf8NoBOM
}
foreach ($test in $total.skipped) {
    Write-Host "SKIPPED $($test.name): $($test.reason)"
}
Write-Host "$($total.passed) passed, $($total.failed) failed, $($total.skipped.Count) skipped"
exit [int]($total.failed -gt 0)
