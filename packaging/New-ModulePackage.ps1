#requires -Version 7.6
<#
.SYNOPSIS
Builds the module as it is released and packs it as the .nupkg that the PowerShell Gallery and any folder repository take.

.DESCRIPTION
The module is built in Release and laid out in a folder of its own; its manifest gets the version of Directory.Build.props and the release
notes of CHANGELOG.md, and THIRD-PARTY-NOTICES.txt joins it. The .nuspec says what Compress-PSResource would say of the manifest; NuGet itself
("dotnet pack") makes the package, because unlike Compress-PSResource it can be told a time, so that equal sources give equal bytes.

That time is SOURCE_DATE_EPOCH (seconds since 1970, see reproducible-builds.org; build.ps1 takes it from the last commit), else 2020-01-01.

.PARAMETER OutputPath
The folder for the package.

.PARAMETER ModulePath
A module that is laid out already: it is packed as it is, and not built.

.EXAMPLE
./packaging/New-ModulePackage.ps1 -OutputPath ./output/packages

Writes output/packages/LdapVendorSync.<version>.nupkg.
#>
[CmdletBinding()]
[OutputType([IO.FileInfo])]
param(
    [Parameter(Mandatory)] [string] $OutputPath,

    [string] $ModulePath
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$root = Split-Path $PSScriptRoot
$project = Join-Path $root 'src' 'LdapVendorSync.PowerShell'

# The Gallery takes 35,000 characters; more than a screenful is read in the change log.
$releaseNotesLimit = 8000

# 2020-01-01, in seconds since 1970
$defaultTime = 1577836800

function Invoke-DotNet {
    dotnet @args | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "'dotnet $args' ended with $LASTEXITCODE." }
}

function Get-ProductVersion {
    ([xml] (Get-Content -LiteralPath (Join-Path $root 'Directory.Build.props') -Raw)).SelectSingleNode('//Version').InnerText
}

# Of the version where it has a section, else what is not released yet.
function Get-ReleaseNotes([string] $Version, [string] $ProjectUri) {
    $log = (Get-Content -LiteralPath (Join-Path $root 'CHANGELOG.md') -Raw) -replace '\r\n?', "`n"
    $notes = foreach ($title in $Version, 'Unreleased') {
        $section = [regex]::Match($log, "(?sm)^## \[$([regex]::Escape($title))\][^\n]*\n(?<text>.*?)(?=^## |^\[[^\]]+\]: |\z)")
        if ($section.Success) { $section.Groups['text'].Value.Trim(); break }
    }
    $more = "$ProjectUri/blob/main/CHANGELOG.md"
    if (-not $notes) { return $more }
    if ($notes.Length -le $releaseNotesLimit) { return "$notes`n`n$more" }
    $notes.Substring(0, $notes.LastIndexOf("`n- ", $releaseNotesLimit)) + "`n`nMore: $more"
}

function Set-ManifestValue([string] $Text, [string] $Key, [string] $Value) {
    $pattern = "(?m)^(?<start>\s*$Key\s*=\s*)'[^']*'"
    if (-not [regex]::IsMatch($Text, $pattern)) { throw "The manifest has no line for $Key." }
    $quoted = "'" + $Value.Replace("'", "''") + "'"
    [regex]::Replace($Text, $pattern, { param($match) $match.Groups['start'].Value + $quoted })
}

function Complete-Manifest([string] $Path) {
    $number, $label = (Get-ProductVersion) -split '-', 2
    $manifest = Import-PowerShellDataFile -LiteralPath $Path
    $text = Get-Content -LiteralPath $Path -Raw
    $text = Set-ManifestValue $text ModuleVersion $number
    $text = Set-ManifestValue $text Prerelease "$label"
    $text = Set-ManifestValue $text ReleaseNotes (Get-ReleaseNotes (Get-ProductVersion) $manifest.PrivateData.PSData.ProjectUri)
    # Names of people are in it: without the mark Windows PowerShell, which the Gallery's own tools may be, would take it for ANSI.
    Set-Content -LiteralPath $Path -Value $text -NoNewline -Encoding utf8BOM
}

function New-Module([string] $Folder) {
    $module = Join-Path $Folder 'LdapVendorSync'
    # The symbols are not shipped, and what they say of the source's place would make the assemblies differ. Analyzers run in the Build task.
    Invoke-DotNet build $project --configuration Release --verbosity quiet --nologo "-p:ModuleOutput=$module/" `
        '-p:EnableSourceLink=false' '-p:RunAnalyzersDuringBuild=false'
    Complete-Manifest (Join-Path $module 'LdapVendorSync.psd1')
    $dependencies = Join-Path $module 'bin' 'LdapVendorSync.PowerShell.deps.json'
    & (Join-Path $PSScriptRoot 'New-ThirdPartyNotice.ps1') -DependencyFile $dependencies -OutputPath (Join-Path $module 'THIRD-PARTY-NOTICES.txt')
    $module
}

function Get-PackageVersion([hashtable] $Manifest) {
    $data = $Manifest.PrivateData.PSData
    $data['Prerelease'] ? "$($Manifest.ModuleVersion)-$($data.Prerelease)" : $Manifest.ModuleVersion
}

# As Microsoft.PowerShell.PSResourceGet writes it.
function New-Nuspec([string] $Module, [string] $Folder) {
    $manifestPath = Join-Path $Module 'LdapVendorSync.psd1'
    $null = Test-ModuleManifest -Path $manifestPath -ErrorAction Stop -WarningAction Stop
    $manifest = Import-PowerShellDataFile -LiteralPath $manifestPath
    $data = $manifest.PrivateData.PSData
    $metadata = [ordered]@{
        id                       = 'LdapVendorSync'
        version                  = Get-PackageVersion $manifest
        authors                  = $manifest.Author
        owners                   = $manifest.CompanyName
        requireLicenseAcceptance = 'false'
        licenseUrl               = $data.LicenseUri
        projectUrl               = $data.ProjectUri
        description              = $manifest.Description
        releaseNotes             = $data.ReleaseNotes
        copyright                = $manifest.Copyright
        tags                     = (@('PSModule') + $data.Tags) -join ' '
    }
    $path = Join-Path $Folder 'LdapVendorSync.nuspec'
    $settings = [Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
    $writer = [Xml.XmlWriter]::Create($path, $settings)
    $schema = 'http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd'
    $writer.WriteStartElement('package', $schema)
    $writer.WriteStartElement('metadata', $schema)
    $metadata.GetEnumerator() | ForEach-Object { $writer.WriteElementString($_.Key, $schema, $_.Value) }
    $writer.WriteEndElement()
    $writer.WriteStartElement('files', $schema)
    $writer.WriteStartElement('file', $schema)
    $writer.WriteAttributeString('src', "$Module/**")
    $writer.WriteAttributeString('target', '')
    $writer.Dispose()
    $path
}

$work = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "lvs-$([guid]::NewGuid())")
try {
    $module = $ModulePath ? (Resolve-Path -LiteralPath $ModulePath).Path : (New-Module $work)
    $nuspec = New-Nuspec $module $work
    $null = New-Item -ItemType Directory -Path $OutputPath -Force
    $packages = (Resolve-Path -LiteralPath $OutputPath).Path
    # NoPackageAnalysis: NuGet expects libraries for projects, not a module.  NU5125: the Gallery reads licenseUrl.
    Invoke-DotNet pack $project --no-build --no-restore --configuration Release --verbosity quiet --nologo --output $packages `
        "-p:NuspecFile=$nuspec" "-p:NuspecBasePath=$work" '-p:NoPackageAnalysis=true' '-p:NoWarn=NU5125' `
        '-p:Deterministic=true' "-p:DeterministicTimestamp=$($env:SOURCE_DATE_EPOCH ?? $defaultTime)"
    $version = Get-PackageVersion (Import-PowerShellDataFile -LiteralPath (Join-Path $module 'LdapVendorSync.psd1'))
    Get-Item -LiteralPath (Join-Path $packages "LdapVendorSync.$version.nupkg")
}
finally {
    Remove-Item -LiteralPath $work -Recurse -Force
}
