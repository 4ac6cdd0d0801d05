BeforeAll {
    . $PSScriptRoot/common.ps1
    . $PSScriptRoot/vendors.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.TestVendorConnectionCommand'
}

Describe 'Test-VendorConnection with a configuration' {
    BeforeAll {
        $config = New-Quickstart
        $null = Invoke-LdapVendorSync $config
    }

    It 'says whether the vendors are ready' {
        $result = Test-VendorConnection -ConfigPath $config
        $result | Should -BeOfType [bool]
        $result | Should -BeTrue
    }

    It 'looks for every group that a mapping names, at every vendor' {
        $steps = Test-VendorConnection -ConfigPath $config -Detailed
        $steps[0].PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Diagnostics.CheckResult'
        $steps.Server | Sort-Object -Unique | Should -Be 'CRM', 'Wiki'
        ($steps | Where-Object Server -EQ Wiki).Step | Should -Be 'connect', 'group everyone', 'group developers', 'group page-owners'
        $steps.Status | Sort-Object -Unique | Should -Be 'Passed'
    }

    It 'takes vendors by name, in any case, and from the pipeline' {
        (Test-VendorConnection wiki -ConfigPath $config -Detailed).Server | Sort-Object -Unique | Should -Be 'Wiki'
        'Wiki', 'CRM' | Test-VendorConnection -ConfigPath $config | Should -Be $true, $true
    }

    It 'looks for the groups that are asked for' {
        (Test-VendorConnection Wiki -Group developers -ConfigPath $config -Detailed).Step | Should -Be 'connect', 'group developers'
        $failed = Test-VendorConnection Wiki -Group nobody -ConfigPath $config -Detailed | Where-Object -Not Passed
        $failed.Step | Should -Be 'group nobody'
        $failed.Hint | Should -Not -BeNullOrEmpty
        Test-VendorConnection Wiki -Group nobody -ConfigPath $config | Should -BeFalse
    }

    It 'looks at the others when one is not there' {
        Test-VendorConnection Nowhere, Wiki -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeFalse
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be "VendorNotFound,$id"
        "$($problems[0].CategoryInfo.Category)" | Should -Be 'ObjectNotFound'
        $problems[0].TargetObject | Should -Be 'Nowhere'
        "$($problems[0])" | Should -Match "'Wiki'"
        'Nowhere', 'Wiki' | Test-VendorConnection -ConfigPath $config -ErrorAction SilentlyContinue | Should -Be $true
    }

    It 'refuses an invalid configuration' {
        { Test-VendorConnection -ConfigPath $TestDrive/none.yaml } | Should -Throw -ErrorId "ConfigurationInvalid,$id"
    }

    It 'writes nothing' {
        $fresh = New-Quickstart
        $before = Get-ChildItem (Split-Path $fresh) -Recurse | ForEach-Object FullName
        $null = Test-VendorConnection -ConfigPath $fresh
        Get-ChildItem (Split-Path $fresh) -Recurse | ForEach-Object FullName | Should -Be $before
    }
}

Describe 'Test-VendorConnection without a configuration' {
    BeforeAll {
        $vendor = Start-Vendor
        $rest = @{ BaseUri = $vendor.Url; Module = 'rest'; Token = $secureToken }
    }

    AfterAll {
        Stop-Fixture $vendor
    }

    It 'goes through every step and only reads' {
        Skip-WithoutVendor $vendor
        $steps = Test-VendorConnection @rest -Group devs -Detailed
        $steps.Step | Should -Be 'reach', 'authenticate', 'connect', 'group devs'
        $steps.Status | Sort-Object -Unique | Should -Be 'Passed'
        $steps.Server | Sort-Object -Unique | Should -Be 'rest'
        $steps[0].Message | Should -Match '^127\.0\.0\.1:\d+ '
        $steps[0].Duration.Ticks | Should -BeGreaterThan 0
        Test-VendorConnection @rest -Group devs | Should -BeTrue
        (Get-Request $vendor).method | Sort-Object -Unique | Should -Be 'GET'
    }

    It 'says when there was nothing to try the credentials with' {
        Skip-WithoutVendor $vendor
        $steps = Test-VendorConnection @rest -Detailed
        $steps.Step | Should -Be 'reach', 'authenticate', 'connect'
        "$($steps[1].Status)" | Should -Be 'Warning'
        $steps[1].Message | Should -Match 'not tried'
    }

    It 'tells a refused token' {
        Skip-WithoutVendor $vendor
        $wrong = @{ BaseUri = $vendor.Url; Module = 'rest'; Token = (ConvertTo-SecureString 'not-the-token' -AsPlainText -Force); Group = 'devs' }
        $steps = Test-VendorConnection @wrong -Detailed
        $steps[-1].Step | Should -Be 'authenticate'
        $steps[-1].Passed | Should -BeFalse
        ($steps | Format-List * | Out-String) | Should -Not -Match 'not-the-token'
        Test-VendorConnection @wrong | Should -BeFalse
    }

    It 'tells a server that is not there' {
        foreach ($address in 'http://127.0.0.1:1', 'https://no-such-host.invalid') {
            $steps = @(Test-VendorConnection -BaseUri $address -Module rest -Detailed)
            $steps.Step | Should -Be 'reach'
            $steps[0].Passed | Should -BeFalse
        }
    }

    It 'checks a SCIM server and a Grafana' {
        foreach ($application in 'scim', 'grafana') {
            $server = Start-Fixture @($application)
            try {
                Skip-WithoutVendor $server
                $ready = $server.Ready | ConvertFrom-Json
                $arguments = @{ BaseUri = $ready.url; Module = $application; Token = (ConvertTo-SecureString $ready.token -AsPlainText -Force) }
                $steps = Test-VendorConnection @arguments -Group devs -Detailed
                $steps.Step | Should -Be 'reach', 'authenticate', 'connect', 'group devs' -Because "$application`n$($steps | Out-String)"
                $steps | ForEach-Object Passed | Sort-Object -Unique | Should -BeTrue
                Test-VendorConnection @arguments -Group nobody | Should -BeFalse
            }
            finally {
                Stop-Fixture $server
            }
        }
    }

    It 'checks a file, and does not make one' {
        $config = New-Quickstart
        $null = Invoke-LdapVendorSync $config
        $wiki = Join-Path (Split-Path $config) data/wiki.db
        Test-VendorConnection -Module sqlite -Setting @{ database = $wiki } -Group developers | Should -BeTrue
        $null = Test-VendorConnection -Module sqlite -Setting @{ database = "$TestDrive/none.db" }
        Test-Path $TestDrive/none.db | Should -BeFalse
    }

    It 'checks a provider of a script' {
        $folder = "$RepositoryRoot/examples/custom-provider/script"
        $script = Get-ChildItem $folder -Filter *.ps1 | Select-Object -First 1
        $name = (Register-VendorProvider $script.FullName -PassThru).Name
        try {
            $steps = Test-VendorConnection -Module $name -Setting @{ no_such_key_matters = 1 } -Detailed
            $steps | Should -Not -BeNullOrEmpty
        }
        finally {
            Unregister-VendorProvider $name
        }
    }

    It 'says nothing but the answer, and each step with -Verbose' {
        Skip-WithoutVendor $vendor
        Test-VendorConnection @rest -Group devs *>&1 | Should -Be $true
        $verbose = Test-VendorConnection @rest -Group devs -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$verbose" | Should -Match 'rest reach: Passed'
    }

    It 'refuses what contradicts or lacks' {
        { Test-VendorConnection -Module rest } | Should -Throw -ErrorId "VendorSettingsInvalid,$id"
        { Test-VendorConnection -Module nothing } | Should -Throw -ErrorId "VendorProviderNotFound,$id"
        { Test-VendorConnection -Module sqlite -BaseUri https://example.com -Setting @{ database = 'x.db' } } |
            Should -Throw '-BaseUri: *' -ErrorId "VendorSettingsInvalid,$id"
        { Test-VendorConnection -Module rest -BaseUri https://example.com -ConfigPath x.yaml } | Should -Throw -ErrorId "AmbiguousParameterSet,$id"
    }

    It 'takes the method of -Auth in any case, and none that is not there for no log-in' {
        $credential = [pscredential]::new('client', (ConvertTo-SecureString 'x9' -AsPlainText -Force))
        $auth = @{ method = 'OAuth2'; token_url = 'http://example.com/token' }
        { Test-VendorConnection -Module scim -BaseUri https://127.0.0.1:1 -Auth $auth -Credential $credential } |
            Should -Throw '-Auth token_url: *https*' -ErrorId "VendorSettingsInvalid,$id"
        { Test-VendorConnection -Module scim -BaseUri https://127.0.0.1:1 -Auth @{ method = 5 } } |
            Should -Throw "-Auth method: '5' is not *" -ErrorId "VendorSettingsInvalid,$id"
    }

    It 'shows what to do in its view' {
        $view = Test-VendorConnection -BaseUri http://127.0.0.1:1 -Module rest -Detailed | Out-String -Width 200
        $view | Should -Match 'Server: rest'
        $view | Should -Match 'Failed\s+reach\s+\d+'
    }

    It 'stops while a server is silent' {
        $stopped = Stop-AtSilentServer "Test-VendorConnection -BaseUri http://127.0.0.1:{port} -Module rest"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
