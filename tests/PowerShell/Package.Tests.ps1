# Builds the package twice, each time from a copy of the sources in a folder of its own, installs it and uses it as a user does.
# The culture of this process has no part in that, so that run.ps1 runs it in one culture only.
BeforeDiscovery {
    $hasResourceGet = [bool](Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet)
    $sdk = Split-Path (Get-Command dotnet -CommandType Application -ErrorAction Ignore | Select-Object -First 1 |
            ForEach-Object { (Get-Item $_.Path).ResolveLinkTarget($true)?.FullName ?? $_.Path })
    $packTargets = Get-ChildItem "$sdk/sdk/$(dotnet --version)/NuGet.Build.Tasks.Pack.targets" -ErrorAction Ignore
    $canPackTimeless = [bool]($packTargets | Select-String 'DeterministicTimestamp' -Quiet)
}

BeforeAll {
    . $PSScriptRoot/common.ps1

    # What a package is made from; no repository lies around the copy.
    function Copy-Source([string] $Folder) {
        $null = New-Item -ItemType Directory -Path $Folder
        foreach ($item in 'en-US', 'packaging', 'Directory.Build.props', 'Directory.Packages.props', 'global.json', 'LdapVendorSync.psd1', 'LICENSE', 'CHANGELOG.md') {
            Copy-Item "$RepositoryRoot/$item" $Folder -Recurse
        }
        foreach ($file in Get-ChildItem "$RepositoryRoot/src" -Recurse -File | Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]') {
            $target = Join-Path $Folder ([IO.Path]::GetRelativePath($RepositoryRoot, $file.FullName))
            $null = New-Item -ItemType Directory -Path (Split-Path $target) -Force
            Copy-Item $file.FullName $target
        }
    }

    function New-Package([string] $Source, [string[]] $Arguments) {
        $environment = @{ SOURCE_DATE_EPOCH = '1700000000'; CI = 'false'; UseSharedCompilation = 'true' }
        $result = Invoke-PwshFile "$Source/packaging/New-ModulePackage.ps1" (@('-OutputPath', "$Source/packages") + $Arguments) $environment
        $result.ExitCode | Should -Be 0 -Because ($result.Output + $result.Errors)
        Get-ChildItem "$Source/packages" -File
    }

    function Expand-Package($Package, [string] $Folder) {
        [IO.Compression.ZipFile]::ExtractToDirectory($Package.FullName, $Folder)
    }

    # As PSResourceGet installs it: without NuGet's own files.
    function Expand-Module($Package, [string] $Folder) {
        Expand-Package $Package $Folder
        Remove-Item -LiteralPath "$Folder/_rels", "$Folder/package", "$Folder/LdapVendorSync.nuspec", "$Folder/[Content_Types].xml" -Recurse -Force
    }

    # A process that finds modules in the given folder and PowerShell's own, and nowhere else.
    function Invoke-Installed([string] $Script) {
        $modules = "$TestDrive/modules", "$PSHOME/Modules" -join [IO.Path]::PathSeparator
        Invoke-Pwsh "`$env:PSModulePath = '$modules'; Set-Location '$TestDrive/work'; $Script"
    }

    Copy-Source "$TestDrive/a"
    $package = New-Package "$TestDrive/a"
    Expand-Package $package "$TestDrive/content"
    $files = Get-ChildItem "$TestDrive/content" -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath("$TestDrive/content", $_.FullName).Replace('\', '/') }
    $nuspec = ([xml](Get-Content "$TestDrive/content/LdapVendorSync.nuspec" -Raw)).package.metadata
    $manifest = Import-PowerShellDataFile "$TestDrive/content/LdapVendorSync.psd1"
    $version = ([xml](Get-Content "$RepositoryRoot/Directory.Build.props" -Raw)).SelectSingleNode('//Version').InnerText
}

Describe 'The package' -Tag Package {
    It 'is small enough to be fetched without a thought' {
        Write-Host ('FIGURE: the module''s package has {0:n1} MB (25 at most), {1:n1} MB unpacked' -f
            ($package.Length / 1MB), ((Get-ChildItem "$TestDrive/content" -Recurse -File | Measure-Object Length -Sum).Sum / 1MB))
        $package.Length | Should -BeLessThan 25MB
    }

    It 'is named and described by the manifest' {
        $package.Name | Should -BeExactly "LdapVendorSync.$version.nupkg"
        $nuspec.id | Should -BeExactly 'LdapVendorSync'
        $nuspec.version | Should -BeExactly $version
        $nuspec.authors | Should -BeExactly $manifest.Author
        $nuspec.description | Should -BeExactly $manifest.Description
        $nuspec.projectUrl | Should -BeExactly $manifest.PrivateData.PSData.ProjectUri
        $nuspec.licenseUrl | Should -BeExactly $manifest.PrivateData.PSData.LicenseUri
        $nuspec.tags -split ' ' | Should -Be (@('PSModule') + $manifest.PrivateData.PSData.Tags)
    }

    It 'has the release notes of the change log' {
        $log = Get-Content "$RepositoryRoot/CHANGELOG.md"
        $first = $log | Select-String '^- (.+)$' | Select-Object -First 1
        $manifest.PrivateData.PSData.ReleaseNotes | Should -Match ([regex]::Escape($first.Matches[0].Groups[1].Value))
        $manifest.PrivateData.PSData.ReleaseNotes | Should -Not -Match '(?m)^## '
        $nuspec.releaseNotes.Length | Should -BeLessThan 10000
    }

    It 'has a manifest that PowerShell has no objection to' {
        $result = Test-ModuleManifest "$TestDrive/content/LdapVendorSync.psd1" -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop
        $warnings | Should -BeNullOrEmpty
        $result.Guid | Should -Be 'eb9e9dfd-2152-4e87-98a1-42984760dda9'
        $result.CompatiblePSEditions | Should -Be 'Core'
        $result.PowerShellVersion | Should -Be '7.6'
        $result.ExportedCmdlets.Keys | Should -Not -Contain '*'
        $result.LicenseUri, $result.ProjectUri | Should -Not -BeNullOrEmpty
        $result.Tags | Should -Contain 'PSEdition_Core'
    }

    It 'holds what the module needs, and nothing else' {
        $known = '\.(psd1|psm1|ps1|ps1xml)$', '^(LICENSE|THIRD-PARTY-NOTICES\.txt)$', '^en-US/[^/]+\.(dll-Help\.xml|help\.txt)$', '^bin/[^/]+\.dll$',
            '^bin/LdapVendorSync\.PowerShell\.deps\.json$', '^bin/presets/[^/]+\.yaml$', '^bin/runtimes/[^/]+/(native|lib/[^/]+)/[^/]+\.(dll|so|dylib)$',
            '^(LdapVendorSync\.nuspec|_rels/\.rels|\[Content_Types\]\.xml|package/services/metadata/core-properties/[^/]+\.psmdcp)$'
        $files | Where-Object { $file = $_; -not ($known | Where-Object { $file -match $_ }) } | Should -BeNullOrEmpty
        $files | Should -Not -Contain 'bin/System.Management.Automation.dll'
        $files | Should -Contain 'bin/LdapVendorSync.PowerShell.dll'
    }

    It 'says whose software it ships' {
        $notices = Get-Content "$TestDrive/content/THIRD-PARTY-NOTICES.txt" -Raw
        foreach ($name in 'YamlDotNet', 'Polly.Core', 'Serilog', 'Npgsql', 'Microsoft.Identity.Client', 'Microsoft.Data.Sqlite.Core', 'SourceGear.sqlite3') {
            $notices | Should -Match "(?m)^$([regex]::Escape($name)) \d"
        }
        foreach ($license in 'MIT', 'Apache-2.0', 'PostgreSQL') {
            $notices | Should -Match "(?m)^Licence $([regex]::Escape($license))$"
        }
    }

    It 'is the same, byte for byte, from another folder' -Skip:(-not $canPackTimeless) {
        Copy-Source "$TestDrive/another place/of the sources"
        $other = New-Package "$TestDrive/another place/of the sources"
        (Get-FileHash $other.FullName).Hash | Should -Be (Get-FileHash $package.FullName).Hash
    }

    It 'takes its prerelease label from the manifest' {
        $copy = Join-Path $TestDrive 'prerelease/LdapVendorSync'
        Expand-Module $package $copy
        $text = Get-Content "$copy/LdapVendorSync.psd1" -Raw
        Set-Content "$copy/LdapVendorSync.psd1" ($text -replace "(?m)^(\s+Prerelease\s+= )''", '$1''preview2''') -NoNewline
        $names = (New-Package "$TestDrive/a" '-ModulePath', $copy).Name
        $names | Should -Contain "LdapVendorSync.$($manifest.ModuleVersion)-preview2.nupkg"
    }
}

Describe 'The release' -Tag Package {
    BeforeAll {
        $check = "$TestDrive/release/packaging/Test-Release.ps1"
        Copy-Source "$TestDrive/release"
        $repository = [uri]::new($manifest.PrivateData.PSData.ProjectUri).AbsolutePath.Trim('/')
    }

    It 'is refused with everything that speaks against it' {
        Set-Content "$TestDrive/release/CHANGELOG.md" '## [Unreleased]'
        $result = Invoke-PwshFile $check '-Tag', 'v99.0.0', '-Repository', 'someone/else'
        $result.ExitCode | Should -Be 1
        $result.Errors | Should -Match 'The tag is v99\.0\.0'
        $result.Errors | Should -Match 'CHANGELOG\.md has no section'
        $result.Errors | Should -Match 'This is someone/else'
    }

    It 'is let through when tag, version, change log and address are one' {
        Set-Content "$TestDrive/release/CHANGELOG.md" "## [$version] - 2026-01-01"
        $result = Invoke-PwshFile $check '-Tag', "v$version", '-Repository', $repository
        $result.Errors | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
    }
}

Describe 'The package, packed by the tool of the Gallery' -Tag Package -Skip:(-not $hasResourceGet) {
    It 'says of itself the same as ours' {
        $copy = Join-Path $TestDrive 'compressed/LdapVendorSync'
        Expand-Module $package $copy
        Compress-PSResource -Path $copy -DestinationPath (Split-Path $copy) -ErrorAction Stop
        Expand-Package (Get-Item "$TestDrive/compressed/*.nupkg") "$TestDrive/compressed/content"
        $theirs = ([xml](Get-Content "$TestDrive/compressed/content/LdapVendorSync.nuspec" -Raw)).package.metadata
        foreach ($element in $theirs.ChildNodes) {
            $nuspec.($element.Name) -replace '\r' | Should -BeExactly ($element.InnerText -replace '\r') -Because $element.Name
        }
    }
}

Describe 'The installed module' -Tag Package {
    BeforeAll {
        $null = New-Item -ItemType Directory -Path "$TestDrive/modules", "$TestDrive/work", "$TestDrive/gallery", "$TestDrive/data"
        Copy-Item "$RepositoryRoot/examples/quickstart/sync.yaml", "$RepositoryRoot/examples/quickstart/directory.ldif" "$TestDrive/work"

        if (Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet) {
            # The list of repositories belongs to the user; XDG_DATA_HOME, which has to exist, gives the process one of its own.
            $result = Invoke-Pwsh @"
                `$ErrorActionPreference = 'Stop'
                Register-PSResourceRepository -Name LvsPackageTest -Uri '$TestDrive/gallery' -Trusted -Force
                try {
                    Publish-PSResource -NupkgPath '$($package.FullName)' -Repository LvsPackageTest
                    Save-PSResource -Name LdapVendorSync -Version '$version' -Prerelease -Repository LvsPackageTest -Path '$TestDrive/modules'
                }
                finally { Unregister-PSResourceRepository -Name LvsPackageTest }
"@ @{ XDG_DATA_HOME = "$TestDrive/data" }
            $result.ExitCode | Should -Be 0 -Because $result.Errors
        }
        else {
            Expand-Module $package "$TestDrive/modules/LdapVendorSync/$($manifest.ModuleVersion)"
        }
        $installed = (Get-ChildItem "$TestDrive/modules/LdapVendorSync").FullName
    }

    It 'lies under its version' {
        Split-Path $installed -Leaf | Should -Be $manifest.ModuleVersion
        "$installed/LdapVendorSync.psd1" | Should -Exist
    }

    It 'is found by name and runs the quickstart' {
        $result = Invoke-Installed @'
            $run = Invoke-LdapVendorSync ./sync.yaml
            "$([int]$run.ExitCode) $($run.Totals.Added)"
            @(Get-VendorGroupMember Wiki page-owners -ConfigPath ./sync.yaml).Count
            (Get-Module LdapVendorSync).ModuleBase
'@
        $result.Errors | Should -BeNullOrEmpty
        $lines = $result.Output.Trim() -split '\r?\n'
        $lines[0] | Should -Be '0 86'
        [int]$lines[1] | Should -BeGreaterThan 0
        (Resolve-Path $lines[2]).Path | Should -Be (Resolve-Path $installed).Path
    }

    It 'is imported without being noticed' {
        $figure = & "$PSScriptRoot/Measure-Import.ps1" -ModulePath $installed -Pairs 7
        Write-Host ('FIGURE: importing the module adds {0:n0} ms to a bare start of {1:n0} ms (150 at most on a quiet machine; median of {2} pairs)' -f
            $figure.ImportMilliseconds, $figure.BareMilliseconds, $figure.Pairs)
        # Against a hang: on a machine that is busy with other tests time says little.
        $figure.ImportMilliseconds | Should -BeLessThan 10000
    }

    It 'helps' {
        $result = Invoke-Installed @'
            (Get-Help Invoke-LdapVendorSync).Synopsis
            @((Get-Help Invoke-LdapVendorSync).examples.example).Count
            (Get-Help about_LdapVendorSync).ToString().Trim().Split("`n")[0].Trim()
'@
        $result.Errors | Should -BeNullOrEmpty
        $lines = $result.Output.Trim() -split '\r?\n'
        $lines[0] | Should -Not -Match '^Invoke-LdapVendorSync'
        [int]$lines[1] | Should -BeGreaterThan 1
        $lines[2] | Should -Be 'TOPIC'
    }

    It 'ends with the exit code of the run when a scheduler starts its script' {
        Set-Content "$TestDrive/work/wrong.yaml" 'no_such_setting: true'
        (Invoke-PwshFile "$installed/Invoke-LdapVendorSync.ps1" "$TestDrive/work/sync.yaml").ExitCode | Should -Be 0
        $wrong = Invoke-PwshFile "$installed/Invoke-LdapVendorSync.ps1" "$TestDrive/work/wrong.yaml"
        $wrong.ExitCode | Should -Be 2
        $wrong.Errors | Should -Match 'no_such_setting'
    }
}
