BeforeAll {
    . $PSScriptRoot/common.ps1
    $config = New-Quickstart
    $null = Invoke-LdapVendorSync $config
}

Describe 'Get-VendorGroupMember' {
    It 'emits the members of a group' {
        $members = Get-VendorGroupMember Wiki developers -ConfigPath $config
        $members.Count | Should -Be 13
        $members[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Members.GroupMember'
        ($members | Where-Object UserName -eq cdubois).FirstName | Should -Be 'Chloé'
        $members[0].Read.System | Should -Be 'Wiki'
        "$($members[0].Read.Side)" | Should -Be 'Vendor'
        "$($members[0].Read.Completeness.Status)" | Should -Be 'Complete'
    }

    It 'takes groups from the pipeline' {
        ('developers', 'page-owners' | Get-VendorGroupMember Wiki -ConfigPath $config).Count | Should -Be 19
    }

    It 'takes the vendor name in any case' {
        (Get-VendorGroupMember wiki developers -ConfigPath $config).Count | Should -Be 13
    }

    It 'reads the next group after one that is not there' {
        $members = 'nobody', 'developers' | Get-VendorGroupMember Wiki -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        $members.Count | Should -Be 13
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'GroupNotFound,LdapVendorSync.PowerShell.Commands.GetVendorGroupMemberCommand'
        "$($problems[0].CategoryInfo.Category)" | Should -Be 'ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'nobody'
    }

    It 'names the vendors when the one that is asked for is not there' {
        $problem = { Get-VendorGroupMember Nowhere developers -ConfigPath $config } | Should -Throw -PassThru `
            -ErrorId 'VendorNotFound,LdapVendorSync.PowerShell.Commands.GetVendorGroupMemberCommand'
        $problem.Exception.Message | Should -Match "'Nowhere'.*'Wiki'"
        $problem.TargetObject | Should -Be 'Nowhere'
    }

    It 'refuses an invalid configuration' {
        { Get-VendorGroupMember Wiki developers -ConfigPath $TestDrive/none.yaml } | Should -Throw -ErrorId 'ConfigurationInvalid,*'
    }
}

Describe 'Get-VendorGroupMember without a configuration' {
    BeforeAll {
        . $PSScriptRoot/vendors.ps1
        $id = 'LdapVendorSync.PowerShell.Commands.GetVendorGroupMemberCommand'
        $vendor = Start-Vendor
        $rest = @{ BaseUri = $vendor.Url; Module = 'rest'; Token = $secureToken }
        $wiki = Join-Path (Split-Path $config) data/wiki.db
    }

    AfterAll {
        Stop-Fixture $vendor
    }

    It 'reads from the address with the token' {
        Skip-WithoutVendor $vendor
        $members = Get-VendorGroupMember @rest -Group devs
        $members.UserName | Should -Be (1..5 | ForEach-Object { 'user{0:d5}' -f $_ })
        $members[0].Read.System | Should -Be 'rest'
        "$($members[0].Read.Completeness.Status)" | Should -Be 'Complete'
    }

    It 'takes groups by position and from the pipeline, and a name for the vendor' {
        Skip-WithoutVendor $vendor
        $members = 'devs', 'devs' | Get-VendorGroupMember @rest -Vendor Desk
        $members.Count | Should -Be 10
        $members[0].Read.System | Should -Be 'Desk'
        @(Get-VendorGroupMember devs @rest).Count | Should -Be 5
    }

    It 'logs in with an account, a key, or a token of another scheme' {
        $credential = [pscredential]::new('ada', (ConvertTo-SecureString 'pass-of-ada' -AsPlainText -Force))
        $basic = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('ada:pass-of-ada'))
        $ways = @(
            @{ Sent = "Basic $basic"; Arguments = @{ Credential = $credential } }
            @{ Sent = "Token $token"; Arguments = @{ Token = $secureToken; Auth = @{ scheme = 'Token' } } }
            @{ Sent = $token; Arguments = @{ ApiKey = $secureToken; Auth = @{ header = 'Authorization' } } }
        )
        foreach ($way in $ways) {
            $server = Start-Vendor -Authorization $way.Sent
            try {
                Skip-WithoutVendor $server
                $arguments = $way.Arguments
                @(Get-VendorGroupMember -BaseUri $server.Url -Module rest @arguments -Group devs).Count | Should -Be 5 -Because $way.Sent
            }
            finally {
                Stop-Fixture $server
            }
        }
    }

    It 'looks a token up in a vault when it is needed' {
        Skip-WithoutVendor $vendor
        $script = "Import-Module '$ModulePath'; try { @(Get-VendorGroupMember -BaseUri $($vendor.Url) -Module rest -Token secret:{0} devs).Count } catch { `$_.FullyQualifiedErrorId; `"`$_`" }"
        $vault = New-Vault Ops/Desk $token
        (Invoke-Pwsh $script.Replace('{0}', 'Ops/Desk') $vault).Output.Trim() | Should -Be '5'
        $missing = Invoke-Pwsh $script.Replace('{0}', 'Ops/Other') $vault
        $missing.Output | Should -Match "^SecretUnavailable,$id\s+.*'Other'"
    }

    It 'reads a SCIM server and a Grafana' {
        foreach ($application in 'scim', 'grafana') {
            $server = Start-Fixture @($application)
            try {
                Skip-WithoutVendor $server
                $ready = $server.Ready | ConvertFrom-Json
                $members = Get-VendorGroupMember -BaseUri $ready.url -Token (ConvertTo-SecureString $ready.token -AsPlainText -Force) -Module $application devs
                $members.Count | Should -Be 3 -Because $application
            }
            finally {
                Stop-Fixture $server
            }
        }
    }

    It 'takes the settings of the provider, with paths relative to the current location' {
        Push-Location (Split-Path $config)
        try {
            (Get-VendorGroupMember -Module SQLite -Setting @{ database = 'data/wiki.db' } -Group developers).Count | Should -Be 13
            Test-Path state/history.db | Should -BeTrue -Because 'the run of the configuration made it'
        }
        finally {
            Pop-Location
        }
    }

    It 'feeds a comparison under the name that the configuration has for the vendor' {
        $changes = Get-LdapGroupMember engineering -Source staff -ConfigPath $config |
            Compare-GroupMembership -Difference (Get-VendorGroupMember -Module sqlite -Setting @{ database = $wiki } developers -Vendor Wiki)
        $changes | ForEach-Object { $_.Vendor } | Sort-Object -Unique | Should -BeIn @('Wiki', $null)
    }

    It 'stops at the first object that is enough' {
        Skip-WithoutVendor $vendor
        @(Get-VendorGroupMember @rest -Group devs | Select-Object -First 1).Count | Should -Be 1
    }

    It 'reads the next group after one that is not there' {
        Skip-WithoutVendor $vendor
        $members = 'nobody', 'devs' | Get-VendorGroupMember @rest -ErrorVariable problems -ErrorAction SilentlyContinue
        $members.Count | Should -Be 5
        $problems[0].FullyQualifiedErrorId | Should -Be "VendorObjectNotFound,$id"
        "$($problems[0].CategoryInfo.Category)" | Should -Be 'ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'nobody'
        $problems[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'ends at once when the token is refused' {
        Skip-WithoutVendor $vendor
        $wrong = ConvertTo-SecureString 'wrong-token' -AsPlainText -Force
        $problem = { Get-VendorGroupMember -BaseUri $vendor.Url -Module rest -Token $wrong -Group devs, devs } |
            Should -Throw -PassThru -ErrorId "VendorAuthenticationFailed,$id"
        "$($problem.CategoryInfo.Category)" | Should -Be 'AuthenticationError'
        $problem.TargetObject | Should -Be 'rest'
    }

    It 'tells a server that is not there' {
        $arguments = @{ BaseUri = 'http://127.0.0.1:1'; Module = 'rest'; Group = 'devs'; TimeoutSec = 5 }
        Get-VendorGroupMember @arguments -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -Be "VendorUnavailable,$id"
        "$($problems[0].CategoryInfo.Category)" | Should -Be 'ResourceUnavailable'
    }

    It 'refuses <Case> and names the parameter' -TestCases @(
        @{ Case = 'credentials over plain http'; Arguments = @{ BaseUri = 'http://desk.example.com' }; Text = '^-BaseUri: .*-AllowPlaintext' }
        @{ Case = 'an unknown setting'; Arguments = @{ Setting = @{ pagin = @{ size = 3 } } }; Text = "^-Setting pagin: .*'paging'" }
        @{ Case = 'a wrong value of a setting'; Arguments = @{ Setting = @{ paging = @{ size = 'many' } } }; Text = "^-Setting paging.size: 'many'" }
        @{ Case = 'an unknown key of -Auth'; Arguments = @{ Auth = @{ shceme = 'Token' } }; Text = "^-Auth shceme: .*'scheme'" }
        @{ Case = 'a missing address'; Arguments = @{ BaseUri = $null }; Text = '^-BaseUri: ' }
        @{ Case = 'credentials in the address'; Arguments = @{ BaseUri = 'https://ada:pass@desk.example.com' }; Text = '^-BaseUri: .*credentials' }
        @{ Case = 'credentials in the address of the proxy'; Arguments = @{ Proxy = 'http://ada:pass@proxy' }; Text = '^-Proxy: .*-ProxyCredential' }
        @{ Case = 'a proxy that is none'; Arguments = @{ Proxy = 'ftp://proxy' }; Text = '^-Proxy: ' }
    ) {
        param($Arguments, $Text)
        $all = @{ BaseUri = 'https://127.0.0.1:1'; Module = 'rest'; Token = $secureToken; Group = 'devs' } + @{}
        $Arguments.GetEnumerator() | ForEach-Object { if ($null -eq $_.Value) { $all.Remove($_.Key) } else { $all[$_.Key] = $_.Value } }
        $problem = { Get-VendorGroupMember @all } | Should -Throw -PassThru -ErrorId "VendorSettingsInvalid,$id"
        $problem.Exception.Message | Should -Match $Text
        "$($problem.CategoryInfo.Category)" | Should -Be 'InvalidArgument'
        $problem.TargetObject | Should -Be 'rest'
    }

    It 'lets credentials go over plain http where that is allowed' {
        $arguments = @{ BaseUri = 'http://no-such-host.invalid'; Module = 'rest'; Token = $secureToken; Group = 'devs' }
        $null = Get-VendorGroupMember @arguments -AllowPlaintext -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be "VendorUnavailable,$id"
    }

    It 'refuses <Case>' -TestCases @(
        @{ Case = 'an account and a token'; Arguments = @{ Credential = [pscredential]::new('ada', (ConvertTo-SecureString 'x1234' -AsPlainText -Force)) } }
        @{ Case = 'a token and a key'; Arguments = @{ ApiKey = (ConvertTo-SecureString 'x1234' -AsPlainText -Force) } }
        @{ Case = 'a token twice'; Arguments = @{ Auth = @{ token = 'x1234' } } }
    ) {
        param($Arguments)
        $problem = { Get-VendorGroupMember -BaseUri https://127.0.0.1:1 -Module rest -Token $secureToken -Group devs @Arguments } |
            Should -Throw -PassThru -ErrorId "ParametersContradict,$id"
        "$($problem.CategoryInfo.Category)" | Should -Be 'InvalidArgument'
    }

    It 'names the providers when the one that is asked for is not there' {
        $problem = { Get-VendorGroupMember -BaseUri https://127.0.0.1:1 -Module rets -Group devs } |
            Should -Throw -PassThru -ErrorId "VendorProviderNotFound,$id"
        $problem.Exception.Message | Should -Match "'rets'.*rest, scim"
        $problem.TargetObject | Should -Be 'rets'
    }

    It 'refuses a token as plain text, without repeating it' {
        $plain = 'a-token-as-plain-text'
        $problem = { Get-VendorGroupMember -BaseUri https://127.0.0.1:1 -Module rest -Token $plain -Group devs } |
            Should -Throw -PassThru -ErrorId "ParameterArgumentTransformationError,$id"
        "$problem" | Should -Match 'secret:Vault/Name'
        ($problem | Format-List * -Force | Out-String) | Should -Not -Match $plain
    }

    It 'takes what it is given as it stands, and the environment has no say' {
        Skip-WithoutVendor $vendor
        $script = "Import-Module '$ModulePath'; (Get-VendorGroupMember -BaseUri $($vendor.Url) -Module rest " +
            "-Token (ConvertTo-SecureString '$token' -AsPlainText -Force) -Vendor 'a`${NOT_SET}b' devs | ForEach-Object { `$_.Read.System })[4]"
        $result = Invoke-Pwsh $script @{ LVS__VENDOR_APPS__0__BASE_URL = 'https://elsewhere.example.com'; REST_TOKEN = 'other' }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output.Trim() | Should -Be 'a${NOT_SET}b'
    }

    It 'stops while a server is silent' {
        $stopped = Stop-AtSilentServer "Get-VendorGroupMember -BaseUri http://127.0.0.1:{port} -Module rest devs"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
