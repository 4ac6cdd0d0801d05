BeforeDiscovery {
    . $PSScriptRoot/common.ps1
    $assembly = (Get-Command Get-VendorProvider).ImplementingType.Assembly
    $kinds = $assembly.GetType('LdapVendorSync.PowerShell.Errors.ErrorKinds', $true).GetProperties() | ForEach-Object {
        $kind = $_.GetValue($null)
        @{ Property = $_.Name; Id = $kind.Id; Category = "$($kind.Category)"; RecommendedAction = $kind.RecommendedAction }
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $page = Get-Content "$RepositoryRoot/docs/errors.md" -Raw
    $sources = Get-ChildItem "$RepositoryRoot/src/LdapVendorSync.PowerShell/*/*.cs" | Where-Object Name -NE ErrorKinds.cs | Get-Content -Raw
}

Describe 'The error <Id>' -ForEach $kinds {
    It 'has an id in Pascal case that is its name in the code' {
        $Id | Should -MatchExactly '^[A-Z][A-Za-z]+$'
        $Id | Should -BeExactly $Property
    }

    It 'has its section in docs/errors.md with category, target, cause and what to do' {
        $section = [regex]::Match($page, "(?ms)^### $Id\n(.+?)(?=^##|\z)").Groups[1].Value
        $lines = @($section.Trim() -split '\n\n')
        $lines.Count | Should -Be 3 -Because "'$section'"
        $lines[0] | Should -MatchExactly "^Category ``$Category``; target: \S.+\.$"
        $lines[1] | Should -Not -BeNullOrEmpty
        $lines[2] | Should -BeExactly "**What to do:** $RecommendedAction"
    }

    It 'is reported somewhere' {
        $sources | Select-String -SimpleMatch "ErrorKinds.$Id" | Should -Not -BeNullOrEmpty
    }
}

Describe 'The error record of' {
    BeforeAll {
        . $PSScriptRoot/vendors.ps1
        $kindOf = @{}
        (Get-Command Get-VendorProvider).ImplementingType.Assembly.GetType('LdapVendorSync.PowerShell.Errors.ErrorKinds', $true).GetProperties() |
            ForEach-Object { $kindOf[$_.Name] = $_.GetValue($null) }

        $config = New-Quickstart
        $null = Invoke-LdapVendorSync $config
        $folder = Split-Path $config
        $plan = "$TestDrive/plan.json"
        $null = New-VendorSyncPlan -ConfigPath $config | Export-VendorSyncPlan $plan
        $fresh = New-Quickstart
        # The name of a group that a mapping names, and a database that is none.
        $renamed = New-Quickstart
        Edit-Directory $renamed { $args[0] -replace 'cn=engineering,', 'cn=renamed,' -replace 'cn: engineering', 'cn: renamed' }
        $malformed = New-Quickstart
        Edit-Directory $malformed { 'no LDIF' }
        $unitFolder = New-Item -ItemType Directory "$TestDrive/units/systemd/user"
        Set-Content "$unitFolder/foreign.timer" '[Timer]'
        $broken = "$folder/broken.yaml"
        (Get-Content $config -Raw).Replace('data/wiki.db', "$TestDrive/text.txt") | Set-Content $broken

        $file = "$TestDrive/file.html"
        Set-Content $file 'x'
        $readOnly = "$TestDrive/read-only.html"
        Set-Content $readOnly 'x'
        Set-ItemProperty $readOnly IsReadOnly $true
        Set-Content "$TestDrive/text.txt" 'x'
        $vendor = Start-Vendor
        $keyed = "$folder/keyed.yaml"
        Set-Content $keyed "$(Get-Content $config -Raw)`nhistory: { encryption_key: { command: ['$((Get-Process -Id $PID).Path)', -NoProfile, -Command, '12'] } }"
        $app = "$folder/app.yaml"
        Set-Content $app @"
sources: [{ name: staff, type: ldif, file: directory.ldif, user_filter: (objectClass=inetOrgPerson) }]
error_handling: { max_retries: 0 }
vendor_apps:
  - name: App
    module: rest
    base_url: $($vendor.Url)
    auth: { method: bearer, token: $token }
    groups: [{ source_group: "cn=engineering,ou=groups,dc=nordwind,dc=example", vendor_group: devs }]
"@
        $rest = @{ BaseUri = $vendor.Url; Module = 'rest'; Token = $secureToken; Group = 'devs' }

        function Set-Fault([hashtable] $Fault) {
            $null = Invoke-RestMethod "$($vendor.Url)/_test/faults" -Method Post -ContentType application/json -Body ($Fault | ConvertTo-Json)
        }
    }

    AfterAll {
        Set-ItemProperty $readOnly IsReadOnly $false
        Stop-Fixture $vendor
    }

    It '<Id> has its category, target and recommended action (<Code>)' -TestCases @(
        @{ Id = 'ExpiryInvalid'; Target = '00:00:00'; Code = 'New-VendorSyncPlan -ConfigPath $config -ExpiresAfter 0' }
        @{ Id = 'FormatUnclear'; Target = '*page.txt'; Code = 'New-VendorSyncPlan -ConfigPath $config | Export-VendorSyncReport $TestDrive/page.txt' }
        @{ Id = 'InputNotReportable'; Target = '*'; Code = '5 | Export-VendorSyncReport $TestDrive/page.html' }
        @{ Id = 'MappingUnknown'; Target = ''; Code = 'Compare-GroupMembership -Reference @() -Difference @()' }
        @{ Id = 'ParametersContradict'; Target = 'ldap.example.com'; Code = 'Get-LdapGroupMember x -Server ldap.example.com -UseSsl -StartTls' }
        @{ Id = 'PlanInvalid'; Target = '5'; Code = 'Sync-VendorGroup -Plan 5 -ConfigPath $config' }
        @{ Id = 'ServerAddressInvalid'; Target = 'http://x'; Code = 'Get-LdapGroupMember x -Server http://x' }
        @{ Id = 'ConfigurationInvalid'; Target = '*none.yaml'; Code = 'Get-VendorSyncRun -ConfigPath $TestDrive/none.yaml' }
        @{ Id = 'ConfigurationNotFound'; Target = '*none.yaml'; Code = 'Test-LdapVendorSyncConfig $TestDrive/none.yaml' }
        @{ Id = 'ConfigurationNotWritten'; Target = '*config.yaml'; Code = 'New-LdapVendorSyncConfig $file/below/config.yaml -SourceFile $file -SourceType Csv -Module sqlite -Database a.db -Mapping @{ a = "b" }' }
        @{ Id = 'ConnectionCheckFailed'; Target = 'staff'; Code = 'Test-LdapVendorSyncConfig $renamed -Connect' }
        @{ Id = 'ComparisonNotFound'; Target = '99'; Code = 'Get-DirectoryComparison 99 -ConfigPath $config' }
        @{ Id = 'GroupNotFound'; Target = 'nobody'; Code = 'Get-LdapGroupMember nobody -Source staff -ConfigPath $config' }
        @{ Id = 'HistoryNotFound'; Target = '*none.db'; Code = 'Get-VendorSyncRun -Path $TestDrive/none.db' }
        @{ Id = 'HistoryUnreadable'; Target = '*'; Code = 'Get-VendorSyncRun -Path $TestDrive/text.txt' }
        @{ Id = 'MappingNotFound'; Target = 'nobody'; Code = 'Sync-VendorGroup -Vendor Wiki -Group nobody -ConfigPath $config' }
        @{ Id = 'MomentToCome'; Target = 'aberg'; Code = 'Trace-GroupMembership aberg -Vendor Wiki -Group developers -At 2999-01-01 -ConfigPath $config' }
        @{ Id = 'PersonNotFound'; Target = 'nobody'; Code = 'Trace-GroupMembership nobody -Vendor Wiki -Group developers -ConfigPath $config' }
        @{ Id = 'RunNotFound'; Target = 'zzz'; Code = 'Get-VendorSyncRun zzz -ConfigPath $config' }
        @{ Id = 'SnapshotNotFound'; Target = '99'; Code = 'Get-DirectorySnapshot 99 -ConfigPath $config' }
        @{ Id = 'SourceNotFound'; Target = 'elsewhere'; Code = 'Get-LdapGroupMember x -Source elsewhere -ConfigPath $config' }
        @{ Id = 'SystemNotFound'; Target = 'elsewhere'; Code = 'New-DirectorySnapshot -Vendor elsewhere -ConfigPath $config' }
        @{ Id = 'VendorNotFound'; Target = 'Nowhere'; Code = 'Get-VendorGroupMember Nowhere x -ConfigPath $config' }
        @{ Id = 'VendorProviderBuiltIn'; Target = 'rest'; Code = 'Unregister-VendorProvider rest' }
        @{ Id = 'VendorProviderInvalid'; Target = '*text.txt'; Code = 'Register-VendorProvider $TestDrive/text.txt' }
        @{ Id = 'VendorProviderNotFound'; Target = 'nothing'; Code = 'Get-VendorProvider nothing' }
        @{ Id = 'SourceUnavailable'; Target = 'x'; Code = 'Get-LdapGroupMember x -Server 127.0.0.1 -Port 1' }
        @{ Id = 'SourceAnswerMalformed'; Target = 'leaders'; Code = 'Get-LdapGroupMember leaders -ConfigPath $malformed' }
        @{ Id = 'HistoryKeyUnusable'; Target = '*'; Code = 'Get-VendorSyncRun -ConfigPath $keyed' }
        @{ Id = 'TaskForeign'; Target = 'foreign'; Code = '$env:XDG_CONFIG_HOME = "$TestDrive/units"; try { Register-LdapVendorSyncTask foreign $config -Interval 06:00 -Scheduler Systemd -Scope User } finally { Remove-Item Env:XDG_CONFIG_HOME }' }
        @{ Id = 'ChangesFailed'; Target = '*devs*'; Code = 'Set-Fault @{ kind = "Status"; method = "POST"; status = 422 }; Invoke-LdapVendorSync $app' }
        @{ Id = 'NotAPlan'; Target = '*text.txt'; Code = 'Import-VendorSyncPlan $TestDrive/text.txt' }
        @{ Id = 'PlanUnreadable'; Target = '*none.json'; Code = 'Import-VendorSyncPlan $TestDrive/none.json' }
        @{ Id = 'PlanDamaged'; Target = '*damaged.json'; Code = '(Get-Content $plan -Raw).Insert((Get-Content $plan -Raw).LastIndexOf("}"), " ,`"x`": 1 ") | Set-Content $TestDrive/damaged.json; Import-VendorSyncPlan $TestDrive/damaged.json' }
        @{ Id = 'FileExists'; Target = '*plan.json'; Code = 'New-VendorSyncPlan -ConfigPath $config | Export-VendorSyncPlan $plan -NoClobber' }
        @{ Id = 'FileReadOnly'; Target = '*read-only.html'; Code = 'Export-VendorSyncReport $readOnly -PlanPath $plan -Format Html' }
        @{ Id = 'PlanNotWritten'; Target = '*'; Code = 'New-VendorSyncPlan -ConfigPath $config | Export-VendorSyncPlan $file/below/plan.json' }
        @{ Id = 'ReportNotWritten'; Target = '*'; Code = 'Export-VendorSyncReport $file/below/page.html -PlanPath $plan -Format Html' }
        @{ Id = 'PlansMixed'; Target = '*'; Code = '1..2 | ForEach-Object { (New-VendorSyncPlan -ConfigPath $fresh).Changes[0] } | Export-VendorSyncPlan $TestDrive/mixed.json' }
        @{ Id = 'GroupFailed'; Target = '*developers*'; Code = 'Invoke-LdapVendorSync $renamed' }
        @{ Id = 'VendorFailed'; Target = 'Wiki'; Code = 'Invoke-LdapVendorSync $broken' }
        @{ Id = 'VendorSettingsInvalid'; Target = 'rest'; Code = 'Test-VendorConnection -Module rest' }
        @{ Id = 'SecretUnavailable'; Target = 'rest'; Code = 'Get-VendorGroupMember -BaseUri $vendor.Url -Module rest -Token secret:No/Such devs' }
        @{ Id = 'VendorUnavailable'; Target = 'devs'; Code = 'Get-VendorGroupMember devs -BaseUri http://127.0.0.1:1 -Module rest' }
        @{ Id = 'VendorObjectNotFound'; Target = 'nobody'; Code = 'Get-VendorGroupMember nobody -BaseUri $vendor.Url -Module rest -Token $secureToken' }
        @{ Id = 'VendorUnavailable'; Target = 'devs'; Code = 'Set-Fault @{ kind = "Status"; path = "/groups"; status = 503 }; Get-VendorGroupMember @rest' }
        @{ Id = 'VendorRejected'; Target = 'devs'; Code = 'Set-Fault @{ kind = "Status"; path = "/groups"; status = 422 }; Get-VendorGroupMember @rest' }
        @{ Id = 'VendorConflict'; Target = 'devs'; Code = 'Set-Fault @{ kind = "Status"; path = "/groups"; status = 409 }; Get-VendorGroupMember @rest' }
        @{ Id = 'VendorAnswerMalformed'; Target = 'devs'; Code = 'Set-Fault @{ kind = "Html"; path = "/groups" }; Get-VendorGroupMember @rest' }
        @{ Id = 'VendorAuthenticationFailed'; Target = 'rest'; Code = 'Set-Fault @{ kind = "Status"; path = "/groups"; status = 401 }; Get-VendorGroupMember @rest' }
    ) {
        param($Id, $Target, $Code)
        if ($Code -match '\$(vendor|rest|app)\b') {
            Skip-WithoutVendor $vendor
        }
        $ErrorActionPreference = 'Continue'
        $run = [scriptblock]::Create($Code)
        $records = @(& { try { & $run } catch { $_ } } 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $null = Invoke-RestMethod "$($vendor.Url)/_test/faults" -Method Delete -SkipHttpErrorCheck -ErrorAction Ignore
        $record = $records | Where-Object FullyQualifiedErrorId -Like "$Id,LdapVendorSync.PowerShell.Commands.*" | Select-Object -First 1
        $record | Should -Not -BeNullOrEmpty -Because "there was only: $($records.FullyQualifiedErrorId) $records"
        $record.CategoryInfo.Category | Should -Be $kindOf[$Id].Category
        "$($record.TargetObject)" | Should -BeLike $Target
        $record.ErrorDetails.RecommendedAction | Should -Be $kindOf[$Id].RecommendedAction
        "$record" | Should -Be $record.Exception.Message
    }
}

Describe 'docs/errors.md' {
    It 'tells of no error that there is not' -TestCases @{ Known = @($kinds.Id) } {
        param($Known)
        [regex]::Matches($page, '(?m)^### (\w+)$') | ForEach-Object { $_.Groups[1].Value } | Where-Object { $_ -notin $Known } | Should -BeNullOrEmpty
    }

    It 'shows how a script looks at an error' {
        $code = [regex]::Match($page, '(?s)```powershell\n(.+?)\n```').Groups[1].Value
        $folder = New-Item -ItemType Directory -Path "$TestDrive/errors/examples/quickstart"
        Copy-Item "$RepositoryRoot/examples/quickstart/sync.yaml", "$RepositoryRoot/examples/quickstart/directory.ldif" $folder
        $null = Invoke-LdapVendorSync "$folder/sync.yaml"
        Push-Location "$TestDrive/errors"
        try {
            & ([scriptblock]::Create($code)) | Should -Be 'ObjectNotFound: nobody'
        }
        finally {
            Pop-Location
        }
    }
}
