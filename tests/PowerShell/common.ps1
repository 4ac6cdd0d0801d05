# What the test files share; dot-sourced in their BeforeAll.

$RepositoryRoot = (Resolve-Path "$PSScriptRoot/../..").Path
$ModulePath = $env:LVS_TEST_MODULE ?? "$RepositoryRoot/output/LdapVendorSync"
Import-Module $ModulePath

# Warnings that matter to a test are looked at through -WarningVariable; the others would drown its output.
$WarningPreference = 'SilentlyContinue'

# A configuration with a directory of people in a file and vendors in SQLite files, in a folder of its own.
function New-Quickstart([string] $Name = [guid]::NewGuid()) {
    $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive $Name)
    Copy-Item "$RepositoryRoot/examples/quickstart/sync.yaml", "$RepositoryRoot/examples/quickstart/directory.ldif" $folder
    Join-Path $folder 'sync.yaml'
}

# A folder laid out as the repository, with the examples that need no server; the quickstart has had its first run, so that there is a history.
function New-ExampleFolder([string] $Name) {
    $folder = Join-Path $TestDrive $Name
    $quickstart = New-Item -ItemType Directory -Path "$folder/examples/quickstart"
    Copy-Item "$RepositoryRoot/examples/quickstart/sync.yaml", "$RepositoryRoot/examples/quickstart/directory.ldif" $quickstart
    Copy-Item "$RepositoryRoot/examples/custom-provider" "$folder/examples" -Recurse
    $null = Invoke-LdapVendorSync "$quickstart/sync.yaml"
    $folder
}

# Takes people out of a group of the directory file, or puts them back in.
function Edit-Directory([string] $Config, [scriptblock] $Edit) {
    $file = Join-Path (Split-Path $Config) 'directory.ldif'
    $text = Get-Content $file -Raw -Encoding utf8
    Set-Content $file -Value (& $Edit $text) -Encoding utf8NoBOM -NoNewline
}

# A PowerShell process of its own, for what the process as a whole decides: what is loaded, exit codes.
function Invoke-Pwsh([string] $Script, [hashtable] $Environment = @{}) {
    $quiet = '$WarningPreference = "SilentlyContinue"; '
    Invoke-Process (Get-Process -Id $PID).Path @('-NoProfile', '-NonInteractive', '-Command', ($quiet + $Script)) $Environment
}

function Invoke-PwshFile([string] $File, [string[]] $Arguments, [hashtable] $Environment = @{}) {
    Invoke-Process (Get-Process -Id $PID).Path (@('-NoProfile', '-NonInteractive', '-File', $File) + $Arguments) $Environment
}

function Invoke-Process([string] $Path, [string[]] $Arguments, [hashtable] $Environment) {
    $start = [Diagnostics.ProcessStartInfo]@{ FileName = $Path; RedirectStandardOutput = $true; RedirectStandardError = $true }
    $Arguments | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.Environment['NO_COLOR'] = '1'
    $Environment.GetEnumerator() | ForEach-Object { $start.Environment[$_.Key] = $_.Value }
    $process = [Diagnostics.Process]::Start($start)
    $errors = $process.StandardError.ReadToEndAsync()
    $output = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output; Errors = $errors.Result }
}

# Starts a server of tests/Fixtures; it ends with its standard input, so also when this process dies.
function Start-Fixture([string[]] $Arguments) {
    $dll = Get-ChildItem "$RepositoryRoot/tests/Fixtures/bin/*/net10.0/LdapVendorSync.Fixtures.dll" | Sort-Object LastWriteTime | Select-Object -Last 1
    $dotnet = Get-Command dotnet -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $dll -or -not $dotnet) {
        return [pscustomobject]@{ Ready = $null; Reason = 'the test servers are not built, or dotnet is not in the PATH'; Process = $null }
    }

    $start = [Diagnostics.ProcessStartInfo]@{
        FileName = $dotnet.Path; RedirectStandardInput = $true; RedirectStandardOutput = $true; RedirectStandardError = $true
    }
    @($dll.FullName) + $Arguments | ForEach-Object { $start.ArgumentList.Add($_) }
    $process = [Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLineAsync()
    if (-not $line.Wait([timespan]'00:01:00') -or -not $line.Result) {
        $process.StandardInput.Close()
        return [pscustomobject]@{ Ready = $null; Reason = $process.StandardError.ReadToEnd().Trim(); Process = $null }
    }
    [pscustomobject]@{ Ready = $line.Result; Reason = $null; Process = $process }
}

function Stop-Fixture($Fixture) {
    if ($Fixture.Process) {
        $Fixture.Process.StandardInput.Close()
        $null = $Fixture.Process.WaitForExit(30000)
        $Fixture.Process.Dispose()
    }
}

# Runs a script in which {port} is that of a server that takes the connection and stays silent, and stops it there, as Ctrl+C does.
function Stop-AtSilentServer([string] $Script) {
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $shell = [powershell]::Create()
    try {
        $null = $shell.AddScript("Import-Module '$ModulePath'; `$env:SILENT_PORT = {port}; $Script".Replace('{port}', $listener.LocalEndpoint.Port))
        $running = $shell.BeginInvoke()
        while (-not $listener.Pending() -and -not $running.IsCompleted) {
            Start-Sleep -Milliseconds 50
        }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        [pscustomobject]@{ State = "$($shell.InvocationStateInfo.State)"; Seconds = $watch.Elapsed.TotalSeconds; Errors = @($shell.Streams.Error) }
    }
    finally {
        $shell.Dispose()
        $listener.Stop()
    }
}

# Runs a command and stops it, as Ctrl+C does, while it hands over its first object.
function Stop-AtFirstObject([string] $Script) {
    $reached = [Threading.ManualResetEventSlim]::new()
    $shell = [powershell]::Create()
    try {
        $null = $shell.AddScript("param(`$reached) Import-Module '$ModulePath'; $Script | ForEach-Object { `$reached.Set(); Start-Sleep -Seconds 60 }").
            AddArgument($reached)
        $running = $shell.BeginInvoke()
        while (-not $reached.Wait(50) -and -not $running.IsCompleted) { }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        [pscustomobject]@{ State = "$($shell.InvocationStateInfo.State)"; Seconds = $watch.Elapsed.TotalSeconds; Errors = @($shell.Streams.Error) }
    }
    finally {
        $shell.Dispose()
        $reached.Dispose()
    }
}

# A quickstart with one more vendor, at the port {port}, which Stop-AtSilentServer fills in through the environment.
function Add-SilentVendor {
    $config = New-Quickstart
    $text = (Get-Content $config -Raw) -replace '(?m)^vendor_apps:$', @"
vendor_apps:
  - name: Silent
    module: rest
    base_url: http://127.0.0.1:`${SILENT_PORT}
    groups:
      - {source_group: leaders, vendor_group: crew}
"@
    Set-Content $config -Value $text
    $config
}
