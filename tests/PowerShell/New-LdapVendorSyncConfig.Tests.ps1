BeforeDiscovery {
    . $PSScriptRoot/common.ps1
    $types = [enum]::GetNames((Get-Command New-LdapVendorSyncConfig).Parameters.SourceType.ParameterType.GenericTypeArguments[0])
    $pairs = foreach ($type in $types) {
        foreach ($module in (Get-VendorProvider | Where-Object Kind -EQ BuiltIn).Name) {
            @{ Type = $type; Module = $module }
        }
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $class = 'LdapVendorSync.PowerShell.Commands.NewLdapVendorSyncConfigCommand'
    $toGrafana = @{
        Server = 'dc1.example.com'; BindDn = 'CN=sync,DC=example,DC=com'; Module = 'grafana'; BaseUri = 'https://grafana.example.com'
        Mapping = @{ 'CN=Sales\, EMEA,DC=example,DC=com' = 'Sales' }
    }

    function New-Place {
        Join-Path (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))) 'config.yaml'
    }

    # Runs a command before somebody who answers, and says what they saw and what came of it.
    function Invoke-Asked([string] $Command, [string[]] $Answers) {
        if (-not ('AnsweringHost' -as [type])) {
            Add-Type -Path $PSScriptRoot/AnsweringHost.cs
        }
        $asking = [AnsweringHost]::new($Answers)
        $runspace = [runspacefactory]::CreateRunspace($asking)
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        try {
            $null = $shell.AddScript("Import-Module '$ModulePath'; $Command")
            $failure = $null
            try { $shell.Invoke() | Out-Null } catch { $failure = $_.Exception.InnerException.ErrorRecord }
            [pscustomobject]@{ Shown = $asking.Shown; Failure = $failure ?? $shell.Streams.Error[0] }
        }
        finally {
            $shell.Dispose()
            $runspace.Dispose()
        }
    }
}

Describe 'New-LdapVendorSyncConfig' {
    It 'begins a file that is right as it stands: <Type> and <Module>' -ForEach $pairs {
        $file = New-Place
        $server = @{ Okta = 'acme.okta.com'; Keycloak = 'https://sso.example.com' }[$Type] ?? 'dc1.example.com'
        $parameters = @{
            SourceType = $Type; Server = $server; BindDn = 'CN=sync,DC=example,DC=com'; SourceFile = 'people.file'; Realm = 'staff'
            TenantId = 'contoso.onmicrosoft.com'; ClientId = [guid]::NewGuid(); Module = $Module; Mapping = @{ Engineers = 'developers' }
        }
        switch ($Module) {
            sqlite { $parameters.Database = 'app.db' }
            odoo { $parameters += @{ BaseUri = 'odoo.example.com'; Database = 'odoo'; VendorUserName = 'reader' } }
            glean { $parameters.BaseUri = 'https://acme-be.glean.com/api/index/v1' }
            default { $parameters.BaseUri = 'https://app.example.com' }
        }

        New-LdapVendorSyncConfig $file @parameters | Should -BeNullOrEmpty
        Test-LdapVendorSyncConfig $file | Should -BeTrue
        Get-Content $file -Raw | Should -Match 'max_removal_percent: 20'
    }

    It 'begins one that runs' {
        $folder = Split-Path (New-Quickstart)
        Push-Location $folder
        try {
            New-LdapVendorSyncConfig -SourceFile directory.ldif -Module sqlite -Database wiki.db -SourceGroup 'cn=engineering,ou=groups,dc=nordwind,dc=example' -VendorGroup developers
            [int](Invoke-LdapVendorSync).ExitCode | Should -Be 0
            @(Get-VendorGroupMember sqlite developers).Count | Should -BeGreaterThan 0
        }
        finally {
            Pop-Location
        }
    }

    It 'emits the file with -PassThru' {
        $file = New-Place
        $result = New-LdapVendorSyncConfig $file @toGrafana -PassThru
        $result | Should -BeOfType [IO.FileInfo]
        $result.FullName | Should -Be $file
    }

    It 'writes UTF-8 without byte order mark, for its owner alone' {
        $file = New-Place
        New-LdapVendorSyncConfig $file @toGrafana -Vendor 'Büro' -Force
        $bytes = [IO.File]::ReadAllBytes($file)
        $bytes[0] | Should -Be ([byte][char]'#')
        [Text.UTF8Encoding]::new($false, $true).GetString($bytes) | Should -Match 'Büro'
        if (-not $IsWindows) {
            [int][IO.File]::GetUnixFileMode($file) | Should -Be 0x180
        }
        @(Get-ChildItem (Split-Path $file) -Force).Count | Should -Be 1
    }

    It 'keeps groups as they are called: <_>' -ForEach @(
        'CN=Sales\, EMEA,DC=example,DC=com', 'cn=Führungskräfte \#1,dc=example,dc=com', "cn=O'Neill,dc=example,dc=com", '*', '(&(cn=a)(ou=*))', 'null', '# no comment', '${HOME}'
    ) {
        $file = New-Place
        New-LdapVendorSyncConfig $file -SourceFile people.csv -Module sqlite -Database app.db -Mapping @{ $_ = $_ }
        $mapping = (Test-LdapVendorSyncConfig $file -PassThru).Vendors[0].Groups[0]
        $mapping.SourceGroup | Should -BeExactly $_
        $mapping.VendorGroup | Should -BeExactly $_
    }

    It 'lets several vendor groups follow one source group' {
        $file = New-Place
        New-LdapVendorSyncConfig $file -SourceFile people.csv -Module sqlite -Database app.db -Mapping ([ordered]@{ staff = 'a', 'b'; leaders = 'c' })
        $groups = (Test-LdapVendorSyncConfig $file -PassThru).Vendors[0].Groups
        $groups.SourceGroup | Should -Be 'staff', 'staff', 'leaders'
        $groups.VendorGroup | Should -Be 'a', 'b', 'c'
    }

    It 'writes no password' {
        $file = New-Place
        $credential = [pscredential]::new('CN=sync,DC=example,DC=com', (ConvertTo-SecureString 'hunter2hunter2' -AsPlainText -Force))
        $parameters = $toGrafana.Clone()
        $parameters.Remove('BindDn')
        $shown = New-LdapVendorSyncConfig $file @parameters -Credential $credential -Verbose 4>&1 | Out-String
        $text = Get-Content $file -Raw
        $text | Should -Match 'bind_dn: ''CN=sync,DC=example,DC=com''\s'
        $text | Should -Match 'bind_password: \$\{LDAP_BIND_PASSWORD\}\s'
        $text + $shown | Should -Not -Match 'hunter2'
        $shown | Should -Match 'LDAP_BIND_PASSWORD, GRAFANA_TOKEN'
    }

    It 'takes secrets from a vault or a file where they are named' {
        $file = New-Place
        New-LdapVendorSyncConfig $file @toGrafana -SecretName Corp/ldap -VendorSecretFile /run/secrets/grafana
        $text = Get-Content $file -Raw
        $text | Should -Match "bind_password: \{secret: 'Corp/ldap'\}"
        $text | Should -Match 'token_file: /run/secrets/grafana'
        Test-LdapVendorSyncConfig $file | Should -BeTrue
    }

    It 'writes paths as the file needs them' {
        $file = New-Place
        $above = Split-Path (Split-Path $file)
        $name = Split-Path (Split-Path $file) -Leaf
        Push-Location $above
        try {
            New-LdapVendorSyncConfig "$name/config.yaml" -SourceFile "$name/people.csv" -Module sqlite -Database other.db -Mapping @{ staff = 'a' }
        }
        finally {
            Pop-Location
        }
        $config = Test-LdapVendorSyncConfig $file -PassThru
        $config.Sources[0].File | Should -Be (Join-Path (Split-Path $file) people.csv)
        $config.Vendors[0].ProviderSettings.Database | Should -Be (Join-Path $above other.db)
        Get-Content $file -Raw | Should -Match 'file: people\.csv'
    }
}

Describe 'New-LdapVendorSyncConfig and a file that is there' {
    It 'leaves it alone' {
        $file = New-Place
        Set-Content $file mine -NoNewline
        { New-LdapVendorSyncConfig $file @toGrafana } | Should -Throw '*-Force*' -ErrorId "FileExists,$class"
        Get-Content $file -Raw | Should -Be mine
    }

    It 'replaces it with -Force' {
        $file = New-Place
        Set-Content $file mine -NoNewline
        New-LdapVendorSyncConfig $file @toGrafana -Force
        Get-Content $file -Raw | Should -Match grafana
    }

    It 'writes nothing with -WhatIf, and says what is wrong all the same' {
        $file = New-Place
        New-LdapVendorSyncConfig $file @toGrafana -WhatIf -PassThru | Should -BeNullOrEmpty
        $file | Should -Not -Exist
        { New-LdapVendorSyncConfig $file @toGrafana -SearchBase 'no DN' -WhatIf } | Should -Throw -ErrorId "ConfigurationInvalid,$class"
    }
}

Describe 'New-LdapVendorSyncConfig and what is missing or wrong' {
    It 'names what is missing and does not wait, with <_>' -ForEach 'NonInteractive', 'input that is redirected' {
        $switches = @('-NoProfile') + @($_ -eq 'NonInteractive' ? '-NonInteractive' : @())
        $command = "Import-Module '$ModulePath'; try { New-LdapVendorSyncConfig '$TestDrive/none.yaml' -Server dc1 -Module odoo } catch { `$_.FullyQualifiedErrorId; `"`$_`" }"
        # Its input stays open and silent, as that of a service.
        $start = [Diagnostics.ProcessStartInfo]@{ FileName = (Get-Process -Id $PID).Path; RedirectStandardInput = $true; RedirectStandardOutput = $true }
        $switches + @('-Command', $command) | ForEach-Object { $start.ArgumentList.Add($_) }
        $process = [Diagnostics.Process]::Start($start)
        $text = $process.StandardOutput.ReadToEndAsync()
        $ended = $text.Wait([timespan]'00:01:00')
        $process.StandardInput.Close()
        $ended | Should -BeTrue
        $output = $text.Result
        $output | Should -Match "ParametersMissing,$class"
        $output | Should -Match '-BaseUri, -Database, -VendorUserName, -SourceGroup, -VendorGroup'
        "$TestDrive/none.yaml" | Should -Not -Exist
    }

    It 'refuses what would be wrong in the file: <Problem>' -ForEach @(
        @{ Problem = 'no DN'; With = @{ SearchBase = 'no DN' } }
        @{ Problem = 'open connection'; With = @{ Server = 'ldap://dc1.example.com' } }
        @{ Problem = 'unknown provider'; With = @{ Module = 'nosuch' } }
        @{ Problem = 'two owners of one group'; With = @{ Mapping = @{ one = 'a'; two = 'a' } } }
        @{ Problem = 'half a character'; With = @{ Vendor = "a$([char]0xd83d)" } }
    ) {
        $file = New-Place
        $parameters = $toGrafana.Clone()
        foreach ($name in $With.Keys) { $parameters[$name] = $With[$name] }
        { New-LdapVendorSyncConfig $file @parameters } | Should -Throw -ErrorId "ConfigurationInvalid,$class"
        @(Get-ChildItem (Split-Path $file) -Force).Count | Should -Be 0
    }

    It 'refuses parameters that contradict each other: <_>' -ForEach 'BindDn', 'SecretName', 'VendorSecretName', 'SourceGroup' {
        $credential = [pscredential]::new('sync', (ConvertTo-SecureString 'hunter2' -AsPlainText -Force))
        $more = @{
            BindDn = @{ Credential = $credential }; SecretName = @{ SecretName = 'a/b'; SecretFile = 'c' }
            VendorSecretName = @{ VendorSecretName = 'a/b'; VendorSecretFile = 'c' }; SourceGroup = @{ SourceGroup = 'a' }
        }[$_]
        $file = New-Place
        { New-LdapVendorSyncConfig $file @toGrafana @more } | Should -Throw -ErrorId "ParametersContradict,$class"
    }

    It 'says that it could not write' {
        $file = Join-Path (Split-Path (New-Place)) 'no/such/folder/config.yaml'
        { New-LdapVendorSyncConfig $file @toGrafana } | Should -Throw '*config.yaml*' -ErrorId "ConfigurationNotWritten,$class"
    }
}

Describe 'New-LdapVendorSyncConfig at a prompt' {
    It 'asks for everything, and for nothing secret' {
        $file = New-Place
        $answers = 'ldap', 'dc1.example.com, dc2.example.com', 'CN=sync,DC=example,DC=com', 'DC=example,DC=com', 'spread', 'rest', 'https://wiki.example.com/api',
            'Engineers', 'developers', 'leaders', 'managers', ''
        $asked = Invoke-Asked "New-LdapVendorSyncConfig '$file'" $answers
        $asked.Failure | Should -BeNullOrEmpty
        $asked.Shown | Should -Match 'Source type \(Ldap, Ldif, Csv, Okta, Keycloak, Entra\)'
        $asked.Shown | Should -Match "'spread' is none of them"
        $keys = Test-LdapVendorSyncConfig $file -Detailed | ForEach-Object Severity | Sort-Object -Unique
        "$keys" | Should -Be Warning
        $text = Get-Content $file -Raw
        $text | Should -Match "server_url: \['ldaps://dc1.example.com', 'ldaps://dc2.example.com'\]"
        $text | Should -Match 'vendor_group: managers'
    }

    It 'asks only for what is not given' {
        $file = New-Place
        $asked = Invoke-Asked "New-LdapVendorSyncConfig '$file' -SourceFile people.csv -Module sqlite -Mapping @{ staff = 'a' }" 'wiki.db'
        $asked.Failure | Should -BeNullOrEmpty
        $asked.Shown | Should -Match '^Database file of the vendor: '
        $asked.Shown | Should -Not -Match 'Source type|Module'
        $file | Should -Exist
    }

    It 'ends where an answer is empty' {
        $file = New-Place
        $asked = Invoke-Asked "New-LdapVendorSyncConfig '$file' -SourceFile people.csv -ErrorAction Stop" 'sqlite', ''
        $asked.Failure.FullyQualifiedErrorId | Should -Be "ParametersMissing,$class"
        $file | Should -Not -Exist
    }

    It 'can be asked from several runspaces at once' {
        $folder = Split-Path (New-Place)
        1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:ModulePath
            New-LdapVendorSyncConfig "$using:folder/$_.yaml" -SourceFile people.csv -Module sqlite -Database app.db -Mapping @{ staff = 'a' }
        }
        Get-ChildItem $folder | Test-LdapVendorSyncConfig | Should -Be $true, $true, $true, $true
    }

    It 'stops while it hands over an object' {
        $file = New-Place
        $stopped = Stop-AtFirstObject "New-LdapVendorSyncConfig '$file' -SourceFile people.csv -Module sqlite -Database app.db -Mapping @{ staff = 'a' } -PassThru"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
        Test-LdapVendorSyncConfig $file | Should -BeTrue -Because 'the file is whole'
    }
}
