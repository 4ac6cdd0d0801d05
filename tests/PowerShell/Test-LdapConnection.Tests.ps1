BeforeAll {
    . $PSScriptRoot/common.ps1
}

Describe 'Test-LdapConnection with a configuration' {
    BeforeAll {
        $config = New-Quickstart
    }

    It 'says whether the sources can be read' {
        $result = Test-LdapConnection -ConfigPath $config
        $result | Should -BeOfType [bool]
        $result | Should -BeTrue
    }

    It 'looks for every group that a mapping names' {
        $steps = Test-LdapConnection -ConfigPath $config -Source staff -Detailed
        @($steps | Where-Object Step -like 'group *').Count | Should -BeGreaterThan 1
        $steps.Status | Sort-Object -Unique | Should -Be 'Passed'
    }

    It 'fails for a group that is not there' {
        Edit-Directory $config { $args[0] -replace 'cn=engineering,', 'cn=renamed,' -replace 'cn: engineering', 'cn: renamed' }
        Test-LdapConnection -ConfigPath $config | Should -BeFalse
        $failed = Test-LdapConnection -ConfigPath $config -Detailed | Where-Object -Not Passed
        $failed.Step | Should -Match '^group '
    }

    It 'names the sources when the one that is asked for is not there' {
        { Test-LdapConnection -ConfigPath $config -Source elsewhere } |
            Should -Throw "*'elsewhere'*'staff'*" -ErrorId 'SourceNotFound,LdapVendorSync.PowerShell.Commands.TestLdapConnectionCommand'
    }
}

Describe 'Test-LdapConnection with a server' {
    BeforeAll {
        $slapd = Start-Fixture slapd, '--people', '600', '--team-size', '40'
        $server = $slapd.Ready ? ($slapd.Ready | ConvertFrom-Json) : $null
        function Get-Reader([string] $Password = $server.password) {
            [pscredential]::new($server.readerDn, (ConvertTo-SecureString $Password -AsPlainText -Force))
        }
        function Skip-WithoutSlapd {
            if (-not $server) {
                Set-ItResult -Skipped -Because "no slapd: $($slapd.Reason)"
            }
        }
        function Get-Step($Steps, [string] $Name) {
            @($Steps | Where-Object Step -eq $Name)
        }
    }

    AfterAll {
        Stop-Fixture $slapd
    }

    It 'goes through every step' {
        Skip-WithoutSlapd
        $plain = [uri]$server.url
        $common = @{ Credential = Get-Reader; TrustedCertificate = $server.authorityFile; SearchBase = $server.suffix }
        $steps = Test-LdapConnection -Server $plain.Host -Port $plain.Port -StartTls @common -Detailed

        $steps.Step | Should -Be 'DNS', 'TCP', 'TLS', 'bind', 'root DSE', 'dialect', 'base DN', 'people', 'groups', 'page limit', 'incremental'
        $steps | ForEach-Object Passed | Sort-Object -Unique | Should -BeTrue
        $steps[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Diagnostics.CheckResult'
        $steps.Server | Sort-Object -Unique | Should -Be "ldap://$($plain.Host):$($plain.Port)"
        $steps | ForEach-Object { $_.Duration.Ticks } | Should -Not -Contain 0
        (Get-Step $steps bind).Message | Should -Match ([regex]::Escape("'dn:$($server.readerDn)'"))
        (Get-Step $steps groups).Message | Should -Match '\d+ groups'
        (Get-Step $steps 'page limit').Message | Should -Match '500 entries at once.*pages are supported'
        Test-LdapConnection -Server $server.tlsUrl @common | Should -BeTrue
    }

    It 'tells the certificate and warns when it ends soon' {
        Skip-WithoutSlapd
        # The certificate of the test server is good for a week.
        $steps = Test-LdapConnection -Server $server.tlsUrl -Credential (Get-Reader) -TrustedCertificate $server.authorityFile -Detailed
        $tls = Get-Step $steps TLS
        "$($tls.Status)" | Should -Be 'Warning'
        $tls.Passed | Should -BeTrue
        $tls.Message | Should -Match 'TLS 1\.[23] \(LDAPS\); certificate "CN=localhost", issued by "CN=Test CA", valid until \d{4}-\d\d-\d\d \([67] days left\)'
        $tls.Hint | Should -Match 'Renew'
    }

    It 'tells a wrong password' {
        Skip-WithoutSlapd
        Test-LdapConnection -Server $server.url -Credential (Get-Reader 'not-the-password') | Should -BeFalse
        $steps = Test-LdapConnection -Server $server.url -Credential (Get-Reader 'not-the-password') -Detailed
        $steps[-1].Step | Should -Be 'bind'
        $steps[-1].Passed | Should -BeFalse
        $steps[-1].Hint | Should -Match 'bind_password'
        ($steps | Format-List * | Out-String) | Should -Not -Match 'not-the-password'
    }

    It 'tells a certificate that nobody vouches for' {
        Skip-WithoutSlapd
        $steps = Test-LdapConnection -Server $server.tlsUrl -Credential (Get-Reader) -Detailed
        $steps[-1].Step | Should -Be 'TLS'
        $steps[-1].Passed | Should -BeFalse
        $steps[-1].Message | Should -Match 'issuer "CN=Test CA"'
        $steps[-1].Hint | Should -Match 'truststore_file'
    }

    It 'tells a port where nobody listens' {
        Skip-WithoutSlapd
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $steps = Test-LdapConnection -Server 127.0.0.1 -Port $port -Credential (Get-Reader) -Detailed
        $steps.Step | Should -Be 'DNS', 'TCP'
        $steps[-1].Passed | Should -BeFalse
        $steps[-1].Message | Should -Match "127\.0\.0\.1:$port"
        $steps[-1].Hint | Should -Match 'firewall'
    }

    It 'tells a name that nobody knows' {
        $steps = Test-LdapConnection -Server no-such-host.invalid -Detailed
        $steps.Step | Should -Be 'DNS'
        $steps.Passed | Should -BeFalse
    }

    It 'tells a base that is not there' {
        Skip-WithoutSlapd
        $steps = Test-LdapConnection -Server $server.url -Credential (Get-Reader) -SearchBase "ou=nowhere,$($server.suffix)" -Detailed
        $base = Get-Step $steps 'base DN'
        $base.Passed | Should -BeFalse
        $base.Message | Should -Match 'ou=nowhere'
        $base.Hint | Should -Match 'user_base_dn'
    }

    It 'shows what to do in its view' {
        $view = Test-LdapConnection -Server no-such-host.invalid -Detailed | Out-String -Width 200
        $view | Should -Match 'Failed\s+DNS\s+\d+'
        $view | Should -Match 'Check server_url'
    }

    It 'says nothing but the answer, and each step with -Verbose' {
        Test-LdapConnection -Server no-such-host.invalid *>&1 | Should -Be $false
        $verbose = Test-LdapConnection -Server no-such-host.invalid -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$verbose" | Should -Match 'DNS: Failed'
    }

    It 'stops while a server is silent' {
        $stopped = Stop-AtSilentServer "Test-LdapConnection -Server ldaps://127.0.0.1:{port}"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
