BeforeAll {
    . $PSScriptRoot/common.ps1
    $token = 'Kq7.canary_tok-en/Zw9+/w=='
    $unknown = 'kq7canary-of-the-vendor'

    function Find-Canary([string] $Text) {
        $bytes = [Text.Encoding]::UTF8.GetBytes($token)
        $forms = @(
            $token, $unknown, $token.Substring(4, 14), [uri]::EscapeDataString($token), [Convert]::ToHexString($bytes),
            [Convert]::ToBase64String($bytes).TrimEnd('='), [Convert]::ToBase64String([byte[]](1, 2) + $bytes).Substring(4, 24)
        )
        $forms | Where-Object { $Text.Contains($_, [StringComparison]::OrdinalIgnoreCase) }
    }
}

Describe 'Secrets' {
    It 'are found by this test where they are' {
        Find-Canary "x $token y" | Should -Not -BeNullOrEmpty
        Find-Canary ([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("ab$token/"))) | Should -Not -BeNullOrEmpty
        Find-Canary 'Authorization: ***' | Should -BeNullOrEmpty
    }

    It 'are in no stream, error, object or file of a cmdlet, however much it tells and whatever fails' {
        $vendor = Start-Fixture @('vendor', '--authorization', "Bearer $token", '--until-input-ends')
        if (-not $vendor.Ready) {
            Set-ItResult -Skipped -Because "no vendor: $($vendor.Reason)"
            return
        }
        try {
            $url = $vendor.Ready -replace '^listening on '
            $said = "refused: Bearer $token, $([uri]::EscapeDataString($token)), $([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("me:$token")))"
            $body = @{ message = $said; access_token = $unknown; request = @{ headers = @{ Authorization = "Bearer $token" } } } | ConvertTo-Json -Depth 5
            $group = @{ users = @(); groups = @{ crew = @() } } | ConvertTo-Json
            $null = Invoke-RestMethod "$url/_test/state" -Method Post -Body $group -ContentType application/json
            $null = Invoke-RestMethod "$url/_test/faults" -Method Post -ContentType application/json -Body (
                @{ kind = 'Status'; method = 'POST'; path = '/users'; status = 422; body = $body } | ConvertTo-Json)

            $config = New-Quickstart
            $folder = Split-Path $config
            $text = (Get-Content $config -Raw) -replace 'level: INFO', "level: DEBUG`n  console_level: DEBUG"
            $text = $text -replace '(?m)^vendor_apps:$', @"
vendor_apps:
  - name: Canary
    module: rest
    base_url: $url
    auth: {method: bearer, token: "`${CANARY_TOKEN}"}
    error_handling: {max_retries: 0}
    groups:
      - {source_group: leaders, vendor_group: crew}
"@
            Set-Content $config -Value $text
            $result = Invoke-Pwsh @"
                `$VerbosePreference = `$DebugPreference = `$WarningPreference = 'Continue'
                Import-Module '$ModulePath'
                `$run = Invoke-LdapVendorSync '$config' -Verbose -Debug *>&1 | ForEach-Object { `$_; if (`$_.PSTypeNames -contains 'LdapVendorSync.Core.Sync.SyncRun') { `$last = `$_ } }
                `$run | Out-String -Width 10000
                `$last | ConvertTo-Json -Depth 4
                `$last.Changes | Format-List * | Out-String -Width 10000
                `$last | Export-VendorSyncReport '$folder/exported/' -Format Html, Csv, Json -Verbose -Debug *>&1 | Out-String
                Get-VendorGroupMember Canary crew -ConfigPath '$config' -Verbose -Debug *>&1 | Out-String -Width 10000
                `$env:CANARY_TOKEN = '$unknown-which-is-wrong'
                Get-VendorGroupMember Canary crew -ConfigPath '$config' -Verbose -Debug *>&1 | Out-String -Width 10000
                `$Error | Format-List * -Force | Out-String -Width 10000
                `$Error | ForEach-Object { "`$(`$_.Exception)" }
"@ @{ CANARY_TOKEN = $token }

            $result.Output | Should -Match '< 422'
            $result.Output | Should -Match 'refused: Bearer \*\*\*'
            $sent = Invoke-RestMethod "$url/_test/requests"
            $sent.Count | Should -BeGreaterThan 4
            Find-Canary ($result.Output + $result.Errors) | Should -BeNullOrEmpty
            foreach ($file in Get-ChildItem $folder -Recurse -File -Force) {
                $bytes = [IO.File]::ReadAllBytes($file.FullName)
                Find-Canary ([Text.Encoding]::Latin1.GetString($bytes)) | Should -BeNullOrEmpty -Because $file.FullName
            }

            @(Get-ChildItem $folder/exported).Count | Should -Be 3
            Get-Content "$folder/logs/*.log" -Raw | Should -Match 'Authorization: \*\*\*'
        }
        finally {
            Stop-Fixture $vendor
        }
    }

    It 'of parameters are in no stream, error, object or file, however they are given and whatever fails' {
        . $PSScriptRoot/vendors.ps1
        $vendor = Start-Vendor -Authorization "Bearer $token"
        if (-not $vendor.Ready) {
            Set-ItResult -Skipped -Because "no vendor: $($vendor.Reason)"
            return
        }
        try {
            $folder = New-Item -ItemType Directory -Path "$TestDrive/parameters"
            $commands = foreach ($given in
                '-Token $secure', '-Token secret:Ops/Canary', '-ApiKey $secure', '-ApiKey secret:Ops/Canary', '-Credential $credential',
                '-Auth @{ method = "bearer"; token = $secure }', '-Auth @{ method = "bearer"; token = $credential }',
                '-Auth @{ token_url = "http://127.0.0.1:1/token" } -Credential $credential',
                '-Auth @{ login = @{ path = "/login"; body = @{ u = "{username}"; p = "{password}" } } } -Credential $credential',
                '-Token $secure -ApiKey $secure', '-Token $secure -Credential $credential', '-Token $text', '-ApiKey $text',
                '-Token $secure -Setting @{ pagin = $secure; paging = @{ size = $text } }', '-Token $secure -Auth @{ token = $secure }',
                '-Token $secure -Proxy http://127.0.0.1:1 -ProxyCredential $credential') {
                "Get-VendorGroupMember -BaseUri $($vendor.Url) -Module rest $given -Group devs, nobody -Verbose -Debug *>&1 | Out-String -Width 10000"
                "Test-VendorConnection -BaseUri $($vendor.Url) -Module rest $given -Group devs -Detailed -Verbose -Debug *>&1 | Format-List * | Out-String -Width 10000"
            }
            $commands += 'Test-VendorConnection -BaseUri "https://kim:$([uri]::EscapeDataString($text))@127.0.0.1:1" -Module rest -Verbose -Debug *>&1'
            $guarded = $commands | ForEach-Object { "try { $_ } catch { `"`$_`" }" }
            $result = Invoke-Pwsh @"
                Set-Location '$folder'
                Import-Module '$ModulePath'
                `$text = `$env:CANARY
                `$secure = ConvertTo-SecureString `$env:CANARY -AsPlainText -Force
                `$credential = [pscredential]::new('kim', `$secure)
                $($guarded -join "`n")
                `$Error | Format-List * -Force | Out-String -Width 10000
                `$Error | ForEach-Object { "`$(`$_.Exception)"; `$_.TargetObject | ConvertTo-Json -Depth 3; Get-Error -InputObject `$_ | Out-String -Width 10000 }
"@ ((New-Vault Ops/Canary $token) + @{ CANARY = $token })

            $result.Output | Should -Match 'user00005'
            $result.Output | Should -Match 'Authorization: \*\*\*'
            foreach ($id in 'ParametersContradict', 'VendorSettingsInvalid', 'VendorAuthenticationFailed', 'ParameterArgumentTransformationError', 'VendorUnavailable') {
                $result.Output | Should -Match $id
            }
            Find-Canary ($result.Output + $result.Errors) | Should -BeNullOrEmpty
            Get-ChildItem $folder -Recurse -Force | Should -BeNullOrEmpty
        }
        finally {
            Stop-Fixture $vendor
        }
    }

    It 'come from vaults of the real SecretManagement, for a configuration and for parameters' {
        . $PSScriptRoot/vendors.ps1
        if ($IsWindows) {
            Set-ItResult -Skipped -Because 'vaults are the real ones of the user there, whatever the environment says'
            return
        }
        if (-not (Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable) -or -not (Get-Module Microsoft.PowerShell.SecretStore -ListAvailable)) {
            Set-ItResult -Skipped -Because 'the modules Microsoft.PowerShell.SecretManagement and Microsoft.PowerShell.SecretStore are not installed'
            return
        }
        $vendor = Start-Vendor -Authorization "Bearer $token"
        if (-not $vendor.Ready) {
            Set-ItResult -Skipped -Because "no vendor: $($vendor.Reason)"
            return
        }
        try {
            # Vaults lie in the home folder of the user.
            $userHome = (New-Item -ItemType Directory -Path "$TestDrive/home").FullName
            # A warning of the configuration would be a question with -Debug, as PowerShell has it.
            Set-Content "$userHome/staff.ldif" "dn: cn=crew`nobjectClass: groupOfNames`ncn: crew`n"
            foreach ($name in 'Ops/Canary', 'Canary', 'Ops/Nothing', 'Nowhere/Canary') {
                Set-Content "$userHome/$($name.Replace('/', '-')).yaml" @"
sources: [{ name: staff, type: ldif, file: staff.ldif }]
vendor_apps:
  - name: App
    module: rest
    base_url: $($vendor.Url)
    auth: { method: bearer, token: { secret: $name } }
    groups: [{ source_group: crew, vendor_group: devs }]
"@
            }
            $result = Invoke-Pwsh @"
                `$null = Reset-SecretStore -Authentication None -Interaction None -Scope CurrentUser -Force -Confirm:`$false
                Register-SecretVault -Name Ops -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
                Set-Secret -Vault Ops -Name Canary -Secret (ConvertTo-SecureString `$env:CANARY -AsPlainText)
                Remove-Item Env:CANARY
                Import-Module '$ModulePath'
                'file ' + @(Get-VendorGroupMember App devs -ConfigPath $userHome/Ops-Canary.yaml).Count
                'default ' + @(Get-VendorGroupMember App devs -ConfigPath $userHome/Canary.yaml).Count
                'parameter ' + @(Get-VendorGroupMember -BaseUri $($vendor.Url) -Module rest -Token secret:Ops/Canary -Group devs).Count
                Get-VendorGroupMember App devs -ConfigPath $userHome/Ops-Canary.yaml -Verbose -Debug *>&1 | Out-String -Width 10000
                try { Get-VendorGroupMember App devs -ConfigPath $userHome/Ops-Nothing.yaml } catch { `$_.FullyQualifiedErrorId; "name: `$_" }
                try { Get-VendorGroupMember App devs -ConfigPath $userHome/Nowhere-Canary.yaml } catch { `$_.FullyQualifiedErrorId; "vault: `$_" }
                `$Error | Format-List * -Force | Out-String -Width 10000
"@ @{ HOME = $userHome; XDG_DATA_HOME = "$userHome/data"; XDG_CONFIG_HOME = "$userHome/config"; XDG_CACHE_HOME = "$userHome/cache"; CANARY = $token }

            foreach ($kind in 'file', 'default', 'parameter') {
                $result.Output | Should -Match "(?m)^$kind 5\r?$" -Because $result.Errors
            }
            $result.Output | Should -Match 'SecretUnavailable,'
            $result.Output | Should -Match "name: .*'Nothing' cannot be read through SecretManagement: The secret Nothing was not found"
            $result.Output | Should -Match "vault: .*'Canary' cannot be read through SecretManagement: Vault not found in registry: Nowhere"
            $result.Output | Should -Not -Match '(?m)^(name|vault): .*preference variable'
            $result.Output | Should -Match 'Authorization: \*\*\*'
            Find-Canary ($result.Output + $result.Errors) | Should -BeNullOrEmpty
        }
        finally {
            Stop-Fixture $vendor
        }
    }
}
