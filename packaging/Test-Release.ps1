#requires -Version 7.6
<#
.SYNOPSIS
Says what speaks against releasing what is checked out under this tag, and fails if anything does.

.PARAMETER Tag
The tag, such as v1.2.3 or v1.2.3-preview1.

.PARAMETER Repository
Owner and name of the repository that the release comes from; the manifest's address has to be its.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Tag,

    [Parameter(Mandatory)] [string] $Repository
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$root = Split-Path $PSScriptRoot
$version = ([xml] (Get-Content -LiteralPath (Join-Path $root 'Directory.Build.props') -Raw)).SelectSingleNode('//Version').InnerText
$manifest = Import-PowerShellDataFile -LiteralPath (Join-Path $root 'LdapVendorSync.psd1')
$number, $label = $version -split '-', 2

$objections = @(
    if ($Tag -cne "v$version") { "The tag is $Tag, and Directory.Build.props says $version." }
    if ($manifest.ModuleVersion -ne $number) { "LdapVendorSync.psd1 says $($manifest.ModuleVersion), and Directory.Build.props $number." }
    # What the Gallery takes: letters and digits
    if ($label -and $label -notmatch '^[A-Za-z0-9]+$') { "The label '$label' may only have letters and digits." }
    if (-not (Select-String -LiteralPath (Join-Path $root 'CHANGELOG.md') -Pattern "^## \[$([regex]::Escape($version))\]" -Quiet)) {
        "CHANGELOG.md has no section [$version]."
    }
    if ($manifest.PrivateData.PSData.ProjectUri -ne "https://github.com/$Repository") {
        "This is $Repository, and LdapVendorSync.psd1 says $($manifest.PrivateData.PSData.ProjectUri)."
    }
)
$objections | Write-Error -ErrorAction Continue
exit [int]($objections.Count -gt 0)
