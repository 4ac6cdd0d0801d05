BeforeDiscovery {
    # CPU types as the formats number them: PE (Machine), ELF (e_machine), Mach-O (cputype).
    $natives = @(
        @{ Platform = 'win-x64'; File = 'e_sqlite3.dll'; Format = 'PE'; Machine = 0x8664 }
        @{ Platform = 'win-arm64'; File = 'e_sqlite3.dll'; Format = 'PE'; Machine = 0xAA64 }
        @{ Platform = 'linux-x64'; File = 'libe_sqlite3.so'; Format = 'ELF'; Machine = 62 }
        @{ Platform = 'linux-arm64'; File = 'libe_sqlite3.so'; Format = 'ELF'; Machine = 183 }
        @{ Platform = 'linux-musl-x64'; File = 'libe_sqlite3.so'; Format = 'ELF'; Machine = 62 }
        @{ Platform = 'osx-x64'; File = 'libe_sqlite3.dylib'; Format = 'Mach-O'; Machine = 0x01000007 }
        @{ Platform = 'osx-arm64'; File = 'libe_sqlite3.dylib'; Format = 'Mach-O'; Machine = 0x0100000C }
    )
    # The packages that tests/Fixtures downloads for this.
    $others = @(
        @{ Age = 'older'; Packages = @{
                'Microsoft.Data.Sqlite' = 'Microsoft.Data.Sqlite.Core/9.0.23/lib/net8.0'
                'Microsoft.Extensions.Logging.Abstractions' = 'Microsoft.Extensions.Logging.Abstractions/8.0.3/lib/net8.0'
                'Microsoft.Identity.Client' = 'Microsoft.Identity.Client/4.61.3/lib/net6.0'
                'Npgsql' = 'Npgsql/9.0.3/lib/net8.0'; 'Polly.Core' = 'Polly.Core/8.5.2/lib/net8.0'
                'Serilog' = 'Serilog/2.11.0/lib/net5.0'; 'YamlDotNet' = 'YamlDotNet/13.7.1/lib/net7.0'
            }
        }
        @{ Age = 'newer'; Packages = @{
                'Microsoft.Data.Sqlite' = 'Microsoft.Data.Sqlite.Core/11.0.0/lib/net10.0'
                'Microsoft.Extensions.Logging.Abstractions' = 'Microsoft.Extensions.Logging.Abstractions/9.0.23/lib/net9.0'
                'Microsoft.Identity.Client' = 'Microsoft.Identity.Client/4.91.1/lib/net8.0'
                'Npgsql' = 'Npgsql/10.0.3/lib/net10.0'; 'Polly.Core' = 'Polly.Core/8.8.1/lib/net8.0'
                'Serilog' = 'Serilog/4.4.0/lib/net10.0'; 'YamlDotNet' = 'YamlDotNet/18.1.0/lib/net10.0'
            }
        }
    )
}

BeforeAll {
    . $PSScriptRoot/common.ps1

    function Get-PackageFolder {
        $assets = Get-Content "$RepositoryRoot/tests/Fixtures/obj/project.assets.json" -Raw -ErrorAction Ignore | ConvertFrom-Json -AsHashtable
        $assets ? @($assets.packageFolders.Keys)[0] : $null
    }

    # What a process loaded that has the module and runs the quickstart: a line for each name, with the place of both, then the exit code.
    function Invoke-Beside([string] $LoadOthers, [string[]] $Names) {
        $config = New-Quickstart
        Invoke-Pwsh @"
            `$ErrorActionPreference = 'Stop'
            $LoadOthers
            Import-Module '$ModulePath'
            `$code = [int](Invoke-LdapVendorSync '$config').ExitCode
            `$contexts = [Runtime.Loader.AssemblyLoadContext]
            `$own = `$contexts::All | Where-Object Name -EQ LdapVendorSync
            foreach (`$name in '$($Names -join "','")') {
                `$theirs = `$contexts::Default.Assemblies | Where-Object { `$_.GetName().Name -eq `$name }
                "`$name|`$(`$theirs.Location)|`$(`$own.LoadFromAssemblyName(`$name).Location)"
            }
            "exit `$code"
"@
    }

    function Read-Machine([string] $Path) {
        $bytes = [byte[]](Get-Content -LiteralPath $Path -AsByteStream -TotalCount 4096)
        switch ([Convert]::ToHexString($bytes, 0, 4)) {
            '7F454C46' { return [pscustomobject]@{ Format = 'ELF'; Machine = [BitConverter]::ToUInt16($bytes, 18) } }
            'CFFAEDFE' { return [pscustomobject]@{ Format = 'Mach-O'; Machine = [BitConverter]::ToUInt32($bytes, 4) } }
        }
        $header = [BitConverter]::ToInt32($bytes, 0x3C)
        [Text.Encoding]::ASCII.GetString($bytes, 0, 2) + [Text.Encoding]::ASCII.GetString($bytes, $header, 2) | Should -BeExactly 'MZPE'
        [pscustomobject]@{ Format = 'PE'; Machine = [BitConverter]::ToUInt16($bytes, $header + 4) }
    }
}

Describe 'The module beside other libraries' {
    It 'works when <Age> versions of its libraries are loaded already' -ForEach $others {
        $folder = Get-PackageFolder
        if (-not $folder) {
            Set-ItResult -Skipped -Because 'tests/Fixtures is not restored'
            return
        }
        $paths = $Packages.GetEnumerator() | ForEach-Object {
            $package, $rest = $_.Value -split '/', 2
            Join-Path $folder $package.ToLowerInvariant() $rest "$($_.Key).dll"
        }
        $paths | Should -Exist
        $load = ($paths | ForEach-Object { "`$null = [Reflection.Assembly]::LoadFrom('$_')" }) -join '; '

        $result = Invoke-Beside $load $Packages.Keys

        $result.Errors | Should -BeNullOrEmpty
        $lines = $result.Output.Trim() -split '\r?\n'
        $lines[-1] | Should -Be 'exit 0'
        foreach ($line in $lines | Select-Object -SkipLast 1) {
            $name, $theirs, $own = $line -split '\|'
            $paths | Should -Contain $theirs -Because $name
            $own | Should -Be (Join-Path (Resolve-Path "$ModulePath/bin").Path "$name.dll")
        }
    }

    It 'works when something else of each name that it ships is loaded already' {
        $framework = [IO.Path]::GetDirectoryName([object].Assembly.Location)
        $names = (Get-ChildItem "$ModulePath/bin/*.dll").BaseName | Where-Object { $_ -notlike 'LdapVendorSync*' } |
            Where-Object { -not (Test-Path "$PSHOME/$_.dll") -and -not (Test-Path "$framework/$_.dll") }
        $names.Count | Should -BeGreaterThan 10
        $load = @"
            foreach (`$name in '$($names -join "','")') {
                `$path = "$TestDrive/`$name.dll"
                `$assembly = [Reflection.Emit.PersistedAssemblyBuilder]::new([Reflection.AssemblyName]::new("`$name, Version=1.2.3.4"), [object].Assembly)
                `$null = `$assembly.DefineDynamicModule(`$name)
                `$assembly.Save(`$path)
                `$null = [Reflection.Assembly]::LoadFrom(`$path)
            }
"@
        $result = Invoke-Beside $load $names

        $result.Errors | Should -BeNullOrEmpty
        $lines = $result.Output.Trim() -split '\r?\n'
        $lines[-1] | Should -Be 'exit 0'
        foreach ($line in $lines | Select-Object -SkipLast 1) {
            $name, $theirs, $own = $line -split '\|'
            $theirs | Should -Be "$TestDrive/$name.dll"
            $own | Should -Be (Join-Path (Resolve-Path "$ModulePath/bin").Path "$name.dll")
        }
    }
}

Describe 'The module in several runspaces' {
    It 'stays in one when it is removed from or imported again in another' {
        $config = New-Quickstart
        $shells = 1..2 | ForEach-Object { [powershell]::Create([Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()) }
        function Invoke-In($Shell, [string] $Script) {
            $Shell.Commands.Clear()
            $Shell.AddScript("`$WarningPreference = 'SilentlyContinue'; $Script").Invoke()
            $Shell.Streams.Error | Should -BeNullOrEmpty
        }
        try {
            foreach ($shell in $shells) { Invoke-In $shell "Import-Module '$ModulePath'" }
            Invoke-In $shells[0] 'Remove-Module LdapVendorSync'
            Invoke-In $shells[1] "@(Get-LdapGroupMember leaders -ConfigPath '$config').Count" | Should -Be 6
            Invoke-In $shells[0] "Import-Module '$ModulePath' -Force; Import-Module '$ModulePath' -Force"
            foreach ($shell in $shells) {
                Invoke-In $shell "@(Get-LdapGroupMember leaders -ConfigPath '$config').Count" | Should -Be 6
                Invoke-In $shell '(Get-Command -Module LdapVendorSync).Count' | Should -Be (Get-Command -Module LdapVendorSync).Count
            }
        }
        finally {
            $shells | ForEach-Object { $_.Runspace.Dispose(); $_.Dispose() }
        }
    }
}

Describe 'The native SQLite library' {
    It 'is there for <Platform>' -ForEach $natives {
        $actual = Read-Machine "$ModulePath/bin/runtimes/$Platform/native/$File"
        $actual.Format | Should -Be $Format
        $actual.Machine | Should -Be $Machine
    }

    It 'is there for these platforms alone, on disk and in the list of dependencies' -ForEach @{ All = $natives.Platform } {
        (Get-ChildItem "$ModulePath/bin/runtimes/*/native").Parent.Name | Sort-Object | Should -Be ($All | Sort-Object)

        $dependencies = Get-Content "$ModulePath/bin/LdapVendorSync.PowerShell.deps.json" -Raw | ConvertFrom-Json -AsHashtable
        $listed = $dependencies.targets[$dependencies.runtimeTarget.name].Values | ForEach-Object { $_['runtimeTargets']?.Keys }
        $listed -like '*/native/*' | ForEach-Object { ($_ -split '/')[1] } | Sort-Object | Should -Be ($All | Sort-Object)
        $listed | ForEach-Object { "$ModulePath/bin/$_" } | Should -Exist
    }

    It 'is loaded from the folder of this platform' -Skip:(-not $IsLinux) {
        $config = New-Quickstart
        $result = Invoke-Pwsh @"
            Import-Module '$ModulePath'
            `$null = Invoke-LdapVendorSync '$config'
            (Select-String -Path /proc/self/maps -Pattern '\S*libe_sqlite3\.so$').Matches.Value | Sort-Object -Unique
"@
        $result.Errors | Should -BeNullOrEmpty
        $loaded = $result.Output.Trim()
        $loaded | Should -BeLike "$((Resolve-Path "$ModulePath/bin/runtimes").Path)/linux-*"
        $architecture = [Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant()
        $loaded | Should -Match "/linux-(musl-)?$architecture/native/"
    }
}
