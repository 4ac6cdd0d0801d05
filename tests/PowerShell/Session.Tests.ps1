# Connections that outlive a cmdlet, watched between the module and a real directory server.

BeforeAll {
    . $PSScriptRoot/common.ps1
    $slapd = Start-Fixture slapd, '--people', '60', '--team-size', '30'
    $server = $slapd.Ready ? ($slapd.Ready | ConvertFrom-Json) : $null
    if (-not ('LvsTestRelay' -as [type])) {
        Add-Type -TypeDefinition @'
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

public sealed class LvsTestRelay
{
    private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new ConcurrentDictionary<TcpClient, bool>();
    private readonly string _host;
    private readonly int _port;
    private int _accepted;

    public LvsTestRelay(string host, int port) { _host = host; _port = port; _listener.Start(); _ = AcceptAsync(); }
    public int Port { get { return ((IPEndPoint)_listener.LocalEndpoint).Port; } }
    public int Accepted { get { return _accepted; } }
    public int Open { get { return _open.Count; } }
    public void Break() { foreach (var client in _open.Keys) client.Dispose(); }
    public void Stop() { _listener.Stop(); Break(); }

    private async Task AcceptAsync()
    {
        try { while (true) { var client = await _listener.AcceptTcpClientAsync(); Interlocked.Increment(ref _accepted); _ = RelayAsync(client); } }
        catch (System.Exception) { }
    }

    private async Task RelayAsync(TcpClient client)
    {
        _open[client] = true;
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(_host, _port);
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
            }
            catch (System.Exception) { }
            finally { _open.TryRemove(client, out _); }
        }
    }
}
'@
    }
    $relay = $server ? [LvsTestRelay]::new(([uri]$server.url).Host, ([uri]$server.url).Port) : $null

    function Skip-WithoutServer {
        if (-not $slapd.Ready) {
            Set-ItResult -Skipped -Because "no directory server: $($slapd.Reason)"
        }
    }

    function Read-Team([string] $Dn = $server.readerDn, [string] $Password = $server.password, [hashtable] $More = @{}) {
        $credential = [pscredential]::new($Dn, (ConvertTo-SecureString $Password -AsPlainText -Force))
        @(Get-LdapGroupMember $server.teamDn -Server 127.0.0.1 -Port $relay.Port -Credential $credential -SearchBase $server.suffix @More)
    }

    function Wait-Closed {
        $deadline = [datetime]::UtcNow.AddSeconds(20)
        while ($relay.Open -gt 0 -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 50 }
        $relay.Open
    }
}

AfterAll {
    if ($relay) { $relay.Stop() }
    Stop-Fixture $slapd
}

Describe 'A connection to a directory' {
    It 'is made once for several cmdlets' {
        Skip-WithoutServer
        $before = $relay.Accepted
        1..5 | ForEach-Object { (Read-Team).Count | Should -Be 30 }
        $relay.Accepted - $before | Should -Be 1
    }

    It 'is not shared with other credentials or settings' {
        Skip-WithoutServer
        $null = Read-Team
        $before = $relay.Accepted
        { Read-Team -Password 'wrong' } | Should -Throw -ErrorId 'SourceAuthenticationFailed,*'
        $null = Read-Team -More @{ OperationTimeoutSeconds = 33 }
        $relay.Accepted - $before | Should -Be 2
    }

    It 'is replaced without a word when it broke between two cmdlets' {
        Skip-WithoutServer
        $null = Read-Team
        $relay.Break()
        Wait-Closed | Should -Be 0
        $before = $relay.Accepted
        (Read-Team -More @{ WarningVariable = 'warnings'; ErrorVariable = 'problems' }).Count | Should -Be 30
        $warnings | Should -BeNullOrEmpty
        $problems | Should -BeNullOrEmpty
        $relay.Accepted - $before | Should -Be 1
    }

    It 'is not handed on by a cmdlet that was stopped in the middle, and the next one reads everything' {
        Skip-WithoutServer
        $credential = [pscredential]::new($server.readerDn, (ConvertTo-SecureString $server.password -AsPlainText -Force))
        $null = Get-LdapGroupMember $server.teamDn -Server 127.0.0.1 -Port $relay.Port -Credential $credential -SearchBase $server.suffix | Select-Object -First 1
        (Read-Team).Count | Should -Be 30
    }

    It 'belongs to its runspace, so that threads need no care, and closes with it' {
        Skip-WithoutServer
        $script = {
            param($module, $server, $port)
            Import-Module $module
            $credential = [pscredential]::new($server.readerDn, (ConvertTo-SecureString $server.password -AsPlainText -Force))
            1..3 | ForEach-Object { @(Get-LdapGroupMember $server.teamDn -Server 127.0.0.1 -Port $port -Credential $credential -SearchBase $server.suffix).Count }
        }
        $before = $relay.Accepted
        $shell = [powershell]::Create()
        $shell.AddScript($script).AddArgument($ModulePath).AddArgument($server).AddArgument($relay.Port).Invoke() | Should -Be 30, 30, 30
        $relay.Accepted - $before | Should -Be 1
        $open = $relay.Open
        $shell.Runspace.Close()
        $shell.Dispose()
        $deadline = [datetime]::UtcNow.AddSeconds(20)
        while ($relay.Open -ge $open -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 50 }
        $relay.Open | Should -BeLessThan $open

        $text = "$script"
        $counts = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel { & ([scriptblock]::Create($using:text)) $using:ModulePath $using:server $using:relay.Port }
        $counts | Should -Be (@(30) * 12)
        $job = Start-ThreadJob $script -ArgumentList $ModulePath, $server, $relay.Port
        $job | Receive-Job -Wait -AutoRemoveJob | Should -Be 30, 30, 30
    }

    It 'works in a job' {
        Skip-WithoutServer
        $config = New-Quickstart
        $job = Start-Job { param($module, $config) Import-Module $module; @(Get-LdapGroupMember leaders -ConfigPath $config).Count } -ArgumentList $ModulePath, $config
        $job | Receive-Job -Wait -AutoRemoveJob | Should -Be 6
    }

    It 'is closed when the module is removed' {
        Skip-WithoutServer
        $script = "Import-Module '$ModulePath'; `$credential = [pscredential]::new('$($server.readerDn)', (ConvertTo-SecureString '$($server.password)' -AsPlainText -Force)); " +
            "@(Get-LdapGroupMember '$($server.teamDn)' -Server 127.0.0.1 -Port $($relay.Port) -Credential `$credential -SearchBase '$($server.suffix)').Count"
        $shell = [powershell]::Create()
        try {
            $open = $relay.Open
            $shell.AddScript($script).Invoke() | Should -Be 30
            $relay.Open | Should -Be ($open + 1)
            $shell.Commands.Clear()
            $null = $shell.AddScript('Remove-Module LdapVendorSync').Invoke()
            $deadline = [datetime]::UtcNow.AddSeconds(20)
            while ($relay.Open -gt $open -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 50 }
            $relay.Open | Should -Be $open
        }
        finally {
            $shell.Dispose()
        }
    }
}
