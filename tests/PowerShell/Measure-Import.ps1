#requires -Version 7.6
<#
.SYNOPSIS
Measures what importing the module adds to the start of PowerShell.

.DESCRIPTION
Starts "pwsh -NoProfile" bare and with the import in turns, and takes the median of the differences, so that what else the machine does
strikes both. The first pair, which finds nothing in the cache of files, does not count. Measure what is released:
"dotnet build src/LdapVendorSync.PowerShell -c Release".

.PARAMETER ModulePath
The module's folder, output/LdapVendorSync unless said otherwise.

.PARAMETER Pairs
How many pairs count.

.EXAMPLE
./tests/PowerShell/Measure-Import.ps1 -Pairs 31
#>
[CmdletBinding()]
param(
    [string] $ModulePath = "$PSScriptRoot/../../output/LdapVendorSync",

    [ValidateRange(1, 1000)] [int] $Pairs = 15
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$pwsh = (Get-Process -Id $PID).Path
$import = "Import-Module '$((Resolve-Path -LiteralPath (Join-Path $ModulePath 'LdapVendorSync.psd1')).Path)'"

function Measure-Start([string] $Command) {
    $start = [Diagnostics.Stopwatch]::GetTimestamp()
    & $pwsh -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; $Command"
    if ($LASTEXITCODE -ne 0) { throw "'$Command' ended with $LASTEXITCODE." }
    [Diagnostics.Stopwatch]::GetElapsedTime($start).TotalMilliseconds
}

function Get-Median([double[]] $Values) {
    $sorted = $Values | Sort-Object
    $middle = [Math]::DivRem($Values.Count, 2)
    $middle.Item2 ? $sorted[$middle.Item1] : ($sorted[$middle.Item1 - 1] + $sorted[$middle.Item1]) / 2
}

$null = (Measure-Start ''), (Measure-Start $import)
$measured = foreach ($pair in 1..$Pairs) {
    $bare = Measure-Start ''
    [pscustomobject]@{ Bare = $bare; Import = (Measure-Start $import) - $bare }
}
[pscustomobject]@{
    Pairs              = $Pairs
    BareMilliseconds   = Get-Median $measured.Bare
    ImportMilliseconds = Get-Median $measured.Import
    Least              = ($measured.Import | Measure-Object -Minimum).Minimum
    Most               = ($measured.Import | Measure-Object -Maximum).Maximum
}
