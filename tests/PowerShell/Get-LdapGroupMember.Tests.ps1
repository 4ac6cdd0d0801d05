BeforeAll {
    . $PSScriptRoot/common.ps1
    $config = New-Quickstart
}

Describe 'Get-LdapGroupMember with a configuration' {
    It 'emits members that say where they come from' {
        $members = Get-LdapGroupMember 'cn=engineering,ou=groups,dc=nordwind,dc=example' -ConfigPath $config
        $members.Count | Should -Be 13
        $members[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Members.GroupMember'
        $member = $members | Where-Object UserName -eq moconnor
        $member.LastName | Should -Be "O'Connor"
        $member.Email | Should -Be 'moconnor@nordwind.example'
        $member.Read.System | Should -Be 'staff'
        "$($member.Read.Side)" | Should -Be 'Source'
        "$($member.Read.Completeness.Status)" | Should -Be 'Complete'
        $member.Read.MemberCount | Should -Be 13
    }

    It 'takes the short name of the configuration, names with commas and names beyond ASCII' {
        (Get-LdapGroupMember leaders -ConfigPath $config).Count | Should -Be 6
        (Get-LdapGroupMember 'cn=Sales\, EMEA,ou=groups,dc=nordwind,dc=example' -ConfigPath $config).Count | Should -Be 10
        (Get-LdapGroupMember 'cn=Führungskräfte,ou=groups,dc=nordwind,dc=example' -ConfigPath $config).UserName | Should -Contain 'obergmann'
    }

    It 'warns of members who are no people, and counts them in the read' {
        $mixed = New-Quickstart
        Edit-Directory $mixed {
            param($text)
            $text + "`ndn: cn=Jane Ext,ou=people,dc=nordwind,dc=example`nobjectClass: contact`ncn: Jane Ext`n" +
                "`ndn: cn=mixed,ou=groups,dc=nordwind,dc=example`nobjectClass: groupOfNames`ncn: mixed`n" +
                "member: cn=Jane Ext,ou=people,dc=nordwind,dc=example`nmember: uid=jsmit,ou=people,dc=nordwind,dc=example`n"
        }
        $member = Get-LdapGroupMember 'cn=mixed,ou=groups,dc=nordwind,dc=example' -ConfigPath $mixed -WarningVariable warnings -WarningAction SilentlyContinue
        $member.UserName | Should -Be 'jsmit'
        "$warnings" | Should -Match "1 contact \('Jane Ext'\)"
        "$($member.Read.Completeness.Status)" | Should -Be 'Complete'
        "$($member.Read.NonPeople.Kind)" | Should -Be 'Contact'
    }

    It 'takes groups from the pipeline, as text and by property' {
        $byText = 'leaders', 'on-call' | Get-LdapGroupMember -ConfigPath $config
        ($byText | Group-Object { $_.Read.Group }).Name | Should -Be 'leaders', 'on-call'
        $byProperty = [pscustomobject]@{ DistinguishedName = 'cn=engineering,ou=groups,dc=nordwind,dc=example' } | Get-LdapGroupMember -ConfigPath $config
        $byProperty.Count | Should -Be 13
    }

    It 'counts members of nested groups on request' {
        $dn = 'cn=employees,ou=groups,dc=nordwind,dc=example'
        $all = @(Get-LdapGroupMember $dn -ConfigPath $config -Recurse)
        $direct = @(Get-LdapGroupMember $dn -ConfigPath $config -Recurse:$false -WarningVariable warnings -WarningAction SilentlyContinue)
        $all.Count | Should -BeGreaterThan $direct.Count
        "$warnings" | Should -Match 'nested groups are not followed'
        @(Get-LdapGroupMember employees -ConfigPath $config).Count | Should -Be $all.Count -Because 'the mapping of this name says recurse'
        @($all | Where-Object { $_.GroupPath.Count -gt 0 }).Count | Should -Be ($all.Count - $direct.Count)
    }

    It 'reads the next group after one that is not there' {
        $members = 'nobody', 'leaders' | Get-LdapGroupMember -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        $members.Count | Should -Be 6
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'GroupNotFound,LdapVendorSync.PowerShell.Commands.GetLdapGroupMemberCommand'
        "$($problems[0].CategoryInfo.Category)" | Should -Be 'ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'nobody'
    }

    It 'stops at a group that is not there with -ErrorAction Stop' {
        { 'nobody', 'leaders' | Get-LdapGroupMember -ConfigPath $config -ErrorAction Stop } |
            Should -Throw -ErrorId 'GroupNotFound,LdapVendorSync.PowerShell.Commands.GetLdapGroupMemberCommand'
    }

    It 'stops reading when the pipeline wants no more' {
        $first = Get-LdapGroupMember employees -Recurse -ConfigPath $config | Select-Object -First 3
        $first.Count | Should -Be 3
    }

    It 'names the sources when the one that is asked for is not there' {
        { Get-LdapGroupMember leaders -ConfigPath $config -Source elsewhere } |
            Should -Throw "*'elsewhere'*'staff'*" -ErrorId 'SourceNotFound,LdapVendorSync.PowerShell.Commands.GetLdapGroupMemberCommand'
    }

    It 'finds the configuration by variable and by folder' {
        $before = $env:LVS_CONFIG
        try {
            $env:LVS_CONFIG = $config
            (Get-LdapGroupMember leaders).Count | Should -Be 6
        }
        finally {
            $env:LVS_CONFIG = $before
        }
        Copy-Item $config (Join-Path (Split-Path $config) config.yaml)
        Push-Location (Split-Path $config)
        try {
            (Get-LdapGroupMember leaders).Count | Should -Be 6
            (Get-LdapGroupMember leaders -ConfigPath ./sync.yaml).Count | Should -Be 6
        }
        finally {
            Pop-Location
        }
    }

    It 'lists every problem of a configuration in one error' {
        $bad = Join-Path (Split-Path $config) bad.yaml
        Set-Content $bad -Value @'
ldap:
  server_url: "http://ldap.example.com"
  user_fliter: "(objectClass=person)"
vendor_apps:
  - name: Wiki
    module: nonsense
    groups:
      - vendor_group: developers
'@
        $problem = { Get-LdapGroupMember leaders -ConfigPath $bad } | Should -Throw -PassThru `
            -ErrorId 'ConfigurationInvalid,LdapVendorSync.PowerShell.Commands.GetLdapGroupMemberCommand'
        "$($problem.CategoryInfo.Category)" | Should -Be 'InvalidData'
        $problem.TargetObject | Should -Be $bad
        $problem.Exception.Problems.Count | Should -BeGreaterOrEqual 4
        foreach ($part in 'bad.yaml:2:', 'bad.yaml:3:', 'user_filter', 'nonsense', 'source_group') {
            $problem.Exception.Message | Should -Match ([regex]::Escape($part))
        }
    }

    It 'says that there is no configuration' {
        Push-Location $TestDrive
        try {
            { Get-LdapGroupMember leaders } | Should -Throw '*There is no configuration*' -ErrorId 'ConfigurationInvalid,*'
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'Get-LdapGroupMember with a server' {
    BeforeAll {
        $slapd = Start-Fixture slapd, '--people', '600', '--team-size', '40'
        $server = $slapd.Ready ? ($slapd.Ready | ConvertFrom-Json) : $null
        function Get-Reader {
            [pscredential]::new($server.readerDn, (ConvertTo-SecureString $server.password -AsPlainText -Force))
        }
        function Skip-WithoutSlapd {
            if (-not $server) {
                Set-ItResult -Skipped -Because "no slapd: $($slapd.Reason)"
            }
        }
    }

    AfterAll {
        Stop-Fixture $slapd
    }

    It 'reads over ldap:// on loopback' {
        Skip-WithoutSlapd
        $members = Get-LdapGroupMember $server.teamDn -Server $server.url -Credential (Get-Reader) -SearchBase $server.suffix
        $members.Count | Should -Be 40
        $members[0].DistinguishedName | Should -Match '^uid=u\d+,ou=people,'
        "$($members[0].Read.Completeness.Status)" | Should -Be 'Complete'
    }

    It 'reads more members than the server returns at once' {
        Skip-WithoutSlapd
        @(Get-LdapGroupMember $server.everyoneDn -Server $server.url -Credential (Get-Reader)).Count | Should -Be 600
    }

    It 'reads over TLS with a private authority, both ways' {
        Skip-WithoutSlapd
        $tls = [uri]$server.tlsUrl
        $plain = [uri]$server.url
        $common = @{ Credential = Get-Reader; TrustedCertificate = $server.authorityFile }
        @(Get-LdapGroupMember $server.teamDn -Server $tls.Host -Port $tls.Port -UseSsl @common).Count | Should -Be 40
        @(Get-LdapGroupMember $server.teamDn -Server $plain.Host -Port $plain.Port -StartTls @common).Count | Should -Be 40
    }

    It 'refuses a certificate that nobody vouches for, unless told not to look' {
        Skip-WithoutSlapd
        Get-LdapGroupMember $server.teamDn -Server $server.tlsUrl -Credential (Get-Reader) -ErrorVariable problems -ErrorAction SilentlyContinue |
            Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'SourceUnavailable,*'
        $problems[0].Exception.Message | Should -Match 'certificate'
        @(Get-LdapGroupMember $server.teamDn -Server $server.tlsUrl -Credential (Get-Reader) -SkipCertificateCheck).Count | Should -Be 40
    }

    It 'ends at once when the password is refused' {
        Skip-WithoutSlapd
        $wrong = [pscredential]::new($server.readerDn, (ConvertTo-SecureString 'not-the-password' -AsPlainText -Force))
        $problem = { $server.teamDn, $server.everyoneDn | Get-LdapGroupMember -Server $server.url -Credential $wrong } |
            Should -Throw -PassThru -ErrorId 'SourceAuthenticationFailed,LdapVendorSync.PowerShell.Commands.GetLdapGroupMemberCommand'
        "$($problem.CategoryInfo.Category)" | Should -Be 'AuthenticationError'
        ($problem | Out-String) | Should -Not -Match 'not-the-password'
    }

    It 'binds with Kerberos on request, and says what it lacks' {
        Skip-WithoutSlapd
        # Nobody here has a ticket for this server: what counts is that no other bind is tried instead.
        $message = { Get-LdapGroupMember $server.everyoneDn -Server $server.url -Kerberos -ErrorAction Stop } | Should -Throw -PassThru
        "$message" | Should -Match 'GSSAPI as the current user'
        $message = {
            Get-LdapGroupMember $server.everyoneDn -Server $server.url -Kerberos -Credential (Get-Reader) -ErrorAction Stop
        } | Should -Throw -PassThru
        "$message" | Should -Match 'principal|GSSAPI'
        "$message" | Should -Not -Match ([regex]::Escape((Get-Reader).GetNetworkCredential().Password))
    }

    It 'never shows the password in any stream' {
        Skip-WithoutSlapd
        $DebugPreference = 'Continue'
        $everything = Get-LdapGroupMember $server.teamDn -Server $server.url -Credential (Get-Reader) -Verbose *>&1 | Out-String
        $DebugPreference = 'SilentlyContinue'
        $everything | Should -Not -Match "\b$($server.password)\b"
    }

    It 'reads further attributes and counts only whom the filter lets pass' {
        Skip-WithoutSlapd
        $members = Get-LdapGroupMember $server.teamDn -Server $server.url -Credential (Get-Reader) -Attribute employeeNumber -UserFilter '(employeeNumber=7)'
        @($members).Count | Should -Be 1
        $members.Attributes['employeeNumber'] | Should -Be '7'
    }
}

Describe 'Get-LdapGroupMember with a server that cannot be used' {
    It 'says so within the time limit' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            # Accepts and stays silent.
            Get-LdapGroupMember 'cn=a,dc=b' -Server 127.0.0.1 -Port $listener.LocalEndpoint.Port -UseSsl -ConnectTimeoutSeconds 0.3 -ErrorVariable problems -ErrorAction SilentlyContinue |
                Should -BeNullOrEmpty
        }
        finally {
            $listener.Stop()
        }
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'SourceUnavailable,*'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 60
    }

    It 'refuses parameters that contradict each other' {
        { Get-LdapGroupMember a -Server b -UseSsl -StartTls } | Should -Throw -ErrorId 'ParametersContradict,*'
        { Get-LdapGroupMember a -Server ldap://b -UseSsl } | Should -Throw -ErrorId 'ServerAddressInvalid,*'
        { Get-LdapGroupMember a -Server http://b } | Should -Throw "*'http://b'*" -ErrorId 'ServerAddressInvalid,*'
        { Get-LdapGroupMember a -Server b -ConfigPath c } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'stops while a server is silent' {
        $stopped = Stop-AtSilentServer "Get-LdapGroupMember 'cn=a,dc=b' -Server ldaps://127.0.0.1:{port}"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
