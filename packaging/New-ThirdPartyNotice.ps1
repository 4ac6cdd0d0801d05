#requires -Version 7.6
<#
.SYNOPSIS
Writes THIRD-PARTY-NOTICES.txt: what is shipped of other people, under which licence, as their packages say.

.DESCRIPTION
Which packages an assembly brings along is read from its .deps.json; who wrote them and under which licence, from the .nuspec of each in
NuGet's folder of packages, with the licence and the notices that lie in the package. Texts of licences that a package names but does
not carry are in packaging/licenses; one that is not there is an error, so that no package comes in unnoticed.

.PARAMETER DependencyFile
The .deps.json of what is shipped.

.PARAMETER OutputPath
The file to write.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $DependencyFile,

    [Parameter(Mandatory)] [string] $OutputPath
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

function Get-PackageFolder {
    $line = dotnet nuget locals global-packages --list --force-english-output
    if ($LASTEXITCODE -ne 0) { throw "NuGet does not say where its packages are: $line" }
    $line -replace '^.*global-packages:\s*'
}

function Get-ShippedPackage([string] $Folder) {
    $dependencies = Get-Content -LiteralPath $DependencyFile -Raw | ConvertFrom-Json -AsHashtable
    $target = $dependencies.targets[$dependencies.runtimeTarget.name]
    foreach ($key in $dependencies.libraries.Keys | Sort-Object -Culture '') {
        $library = $dependencies.libraries[$key]
        # Packages that only name others bring no file.
        $isShipped = $target[$key].ContainsKey('runtime') -or $target[$key].ContainsKey('runtimeTargets')
        if ($library.type -eq 'package' -and $isShipped) {
            Join-Path $Folder $library.path
        }
    }
}

function Get-NuspecText([Xml.XmlElement] $Metadata, [string] $Name) {
    $element = $Metadata.SelectSingleNode("*[local-name()='$Name']")
    if ($element) { $element.InnerText.Trim() }
}

function Read-Text([string] $Path) {
    (Get-Content -LiteralPath $Path -Raw) -replace '\r\n?', "`n" -replace '(?m)[ \t]+$'
}

function Get-Notice([string] $Package) {
    $nuspec = [xml] (Get-Content -LiteralPath (Get-Item -Path (Join-Path $Package '*.nuspec')).FullName -Raw)
    $metadata = $nuspec.DocumentElement.SelectSingleNode("*[local-name()='metadata']")
    $license = $metadata.SelectSingleNode("*[local-name()='license']")
    $file = if ($license.type -eq 'file') { Join-Path $Package $license.InnerText } else {
        Get-ChildItem -LiteralPath $Package -File | Where-Object Name -Match '^LICENSE(\.(md|txt))?$' | ForEach-Object FullName
    }
    $notices = Get-ChildItem -LiteralPath $Package -File | Where-Object Name -EQ 'THIRD-PARTY-NOTICES.TXT'
    [pscustomobject]@{
        Name      = "$(Get-NuspecText $metadata id) $(Get-NuspecText $metadata version)"
        Authors   = Get-NuspecText $metadata authors
        Copyright = Get-NuspecText $metadata copyright
        Project   = Get-NuspecText $metadata projectUrl
        License   = $license.type -eq 'file' ? 'its own' : $license.InnerText
        Text      = $file ? (Read-Text $file).Trim() : $null
        Notices   = $notices ? (Read-Text $notices.FullName).Trim() : $null
    }
}

function Format-Title([string] $Title) {
    '', ('=' * 80), $Title, ('=' * 80), ''
}

# Many packages carry the same text.
function Format-Group([string] $Title, [string] $Property) {
    foreach ($group in $packages | Where-Object $Property | Group-Object $Property -CaseSensitive | Sort-Object { $_.Group[0].Name } -Culture '') {
        Format-Title "$Title $($group.Group.Name -join ', ')"
        $group.Group[0].$Property
    }
}

$packages = @(Get-ShippedPackage (Get-PackageFolder) | ForEach-Object { Get-Notice $_ })
$lines = @(
    'LdapVendorSync (see LICENSE) comes with the following software of others.'
    foreach ($package in $packages) {
        ''
        $package.Name
        "    by $($package.Authors)"
        if ($package.Copyright) { "    $($package.Copyright)" }
        if ($package.Project) { "    $($package.Project)" }
        "    licence: $($package.License)"
    }
    Format-Group 'Licence of' Text
    foreach ($license in $packages | Where-Object { -not $_.Text } | ForEach-Object License | Sort-Object -Culture '' -Unique) {
        $text = Join-Path $PSScriptRoot 'licenses' "$license.txt"
        if (-not (Test-Path -LiteralPath $text)) { throw "The text of the licence '$license' is not in packaging/licenses." }
        Format-Title "Licence $license"
        (Read-Text $text).Trim("`n")
    }
    Format-Group 'Notices in' Notices
)
[IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutputPath), ($lines -join "`n") + "`n")
