#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests, documents, packages and cleans LdapVendorSync. Needs PowerShell 7 and the .NET 10 SDK.
.DESCRIPTION
    Tasks run in the order they are given; each one fails the script where it fails.

    Build    restores exactly the locked versions and builds everything; the module is laid out under output/LdapVendorSync
    Test     every test there is: xunit and Pester (on Linux and macOS through tests/run.sh, which also prepares the machine)
    Docs     writes the generated pages of docs and the module's help (en-US) anew; needs the module Microsoft.PowerShell.PlatyPS
    Package  packs the command (.zip: one for every platform, and one for each -Runtime), the module (.nupkg for the PowerShell Gallery)
             and the libraries for authors of providers into output/packages; equal sources give equal bytes
    Clean    removes whatever the other tasks made
.EXAMPLE
    ./build.ps1

    Builds.
.EXAMPLE
    ./build.ps1 Build, Test -Configuration Release

    Builds and tests what would be released.
.EXAMPLE
    ./build.ps1 Package -Runtime linux-x64, win-x64

    Packs everything, and the command also compiled ahead of time for Linux and Windows on x64, where it then starts faster.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Docs', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    [ValidateSet('linux-x64', 'linux-arm64', 'linux-musl-x64', 'osx-x64', 'osx-arm64', 'win-x64', 'win-arm64')]
    [string[]] $Runtime = @()
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$solution = Join-Path $PSScriptRoot 'LdapVendorSync.sln'
$output = Join-Path $PSScriptRoot 'output'
$packages = Join-Path $output 'packages'

# The platforms that SQLite's native library is shipped for; all of those that there are would be five times as much.
$platforms = 'win', 'unix', 'win-x64', 'win-arm64', 'linux-x64', 'linux-arm64', 'linux-musl-x64', 'osx-x64', 'osx-arm64'

function Invoke-Native {
    # A native command that fails shall fail the script.
    param([string] $FilePath, [string[]] $ArgumentList)

    Write-Host "> $FilePath $ArgumentList" -ForegroundColor DarkGray
    & $FilePath @ArgumentList
    if ($LASTEXITCODE -ne 0) { throw "'$FilePath $ArgumentList' ended with $LASTEXITCODE." }
}

function Get-ProductVersion {
    $properties = [xml] (Get-Content -LiteralPath (Join-Path $PSScriptRoot 'Directory.Build.props') -Raw)
    $properties.SelectSingleNode('//Version').InnerText
}

function Invoke-BuildTask {
    Invoke-Native dotnet restore, $solution, '--locked-mode'
    Invoke-Native dotnet build, $solution, '--no-restore', '--configuration', $Configuration, '--verbosity', 'quiet'
}

function Invoke-TestTask {
    if ($IsLinux -or $IsMacOS) {
        $env:LVS_CONFIGURATION = $Configuration
        try { Invoke-Native bash (Join-Path $PSScriptRoot 'tests' 'run.sh') }
        finally { Remove-Item Env:LVS_CONFIGURATION }
        return
    }

    Invoke-BuildTask
    Invoke-Native dotnet test, $solution, '--no-build', '--configuration', $Configuration, '--blame-hang-timeout', '10m'
    Invoke-Native pwsh '-NoProfile', '-NonInteractive', '-File', (Join-Path $PSScriptRoot 'tests' 'PowerShell' 'run.ps1')
}

function Invoke-DocsTask {
    Invoke-BuildTask
    $project = Join-Path $PSScriptRoot 'tests' 'LdapVendorSync.Cli.Tests'
    $env:LVS_UPDATE_DOCS = '1'
    try {
        Invoke-Native dotnet test, $project, '--no-build', '--configuration', $Configuration, '--filter', 'FullyQualifiedName~Documentation'
    }
    finally { Remove-Item Env:LVS_UPDATE_DOCS }
    & (Join-Path $PSScriptRoot 'docs' 'Update-Help.ps1')
}

# Equal files give equal bytes, and unlike Compress-Archive this keeps the right to execute.
function Compress-Folder([string] $Folder, [string] $Path) {
    $time = [DateTimeOffset]::FromUnixTimeSeconds($env:SOURCE_DATE_EPOCH).DateTime
    $archive = [IO.Compression.ZipFile]::Open($Path, 'Create')
    try {
        foreach ($file in Get-ChildItem -LiteralPath $Folder -Recurse -File | Sort-Object FullName -Culture '' -CaseSensitive) {
            $file.LastWriteTime = $time
            $name = [IO.Path]::GetRelativePath($Folder, $file.FullName).Replace('\', '/')
            $null = [IO.Compression.ZipFileExtensions]::CreateEntryFromFile($archive, $file.FullName, $name)
        }
    }
    finally { $archive.Dispose() }
}

# What is in a package is dated by the source, not by the day that it was packed on (reproducible-builds.org).
function Set-SourceDate {
    if ($env:SOURCE_DATE_EPOCH) { return }
    $time = if (Test-Path -LiteralPath (Join-Path $PSScriptRoot '.git')) { git -C $PSScriptRoot log -1 --format=%ct }
    $env:SOURCE_DATE_EPOCH = $time ?? '1577836800'
}

function Publish-Command([string] $Name, [string] $Property) {
    # What is released is optimised, whatever is being worked on.
    $folder = Join-Path $packages 'command'
    Invoke-Native dotnet publish, (Join-Path $PSScriptRoot 'src' 'LdapVendorSync.Cli'), '--configuration', 'Release', '--output', $folder, $Property
    $natives = Join-Path $folder 'runtimes'
    if (Test-Path -LiteralPath $natives) {
        Get-ChildItem -LiteralPath $natives -Exclude $platforms | Remove-Item -Recurse -Force
    }

    Compress-Folder $folder (Join-Path $packages "$Name.zip")
    Remove-Item -LiteralPath $folder -Recurse -Force
}

function Invoke-PackageTask {
    $version = Get-ProductVersion
    Set-SourceDate
    Remove-Item -LiteralPath $packages -Recurse -Force -ErrorAction Ignore
    $null = New-Item -ItemType Directory -Path $packages

    Publish-Command "ldap-vendor-sync-$version" '-property:PublishReadyToRun=false'
    foreach ($name in $Runtime) { Publish-Command "ldap-vendor-sync-$version-$name" "-property:CommandRuntime=$name" }

    & (Join-Path $PSScriptRoot 'packaging' 'New-ModulePackage.ps1') -OutputPath $packages | Out-Null

    # For authors of providers: what they build against, and what they test with.
    foreach ($library in 'LdapVendorSync.Ldap', 'LdapVendorSync.Core', 'LdapVendorSync.ProviderKit') {
        Invoke-Native dotnet pack, (Join-Path $PSScriptRoot 'src' $library), '--configuration', 'Release', '--output', $packages, '--verbosity', 'quiet'
    }

    Get-ChildItem -LiteralPath $packages
}

function Invoke-CleanTask {
    foreach ($name in 'output', 'TestResults') {
        Remove-Item -LiteralPath (Join-Path $PSScriptRoot $name) -Recurse -Force -ErrorAction Ignore
    }

    Get-ChildItem -Path (Join-Path $PSScriptRoot 'src'), (Join-Path $PSScriptRoot 'tests') -Recurse -Directory -Force |
        Where-Object Name -In 'bin', 'obj' |
        Remove-Item -Recurse -Force -ErrorAction Ignore
}

foreach ($name in $Task) {
    Write-Host "== $name" -ForegroundColor Cyan
    & "Invoke-${name}Task"
}
