BeforeAll {
    . $PSScriptRoot/common.ps1
    $script = "$RepositoryRoot/examples/custom-provider/script/keycards.ps1"
    $assembly = "$RepositoryRoot/examples/custom-provider/assembly/plugin/Nordwind.Newsletter.dll"
}

Describe 'Unregister-VendorProvider' {
    AfterEach {
        Get-VendorProvider | Where-Object Kind -NE BuiltIn | Unregister-VendorProvider
    }

    It 'takes a provider away, and emits nothing' {
        Register-VendorProvider $script
        Unregister-VendorProvider keycards | Should -BeNullOrEmpty
        (Get-VendorProvider).Name | Should -Not -Contain 'keycards'
    }

    It 'takes providers from the pipeline' {
        $script, $assembly | Register-VendorProvider
        Get-VendorProvider | Where-Object Kind -NE BuiltIn | Unregister-VendorProvider
        Get-VendorProvider | Where-Object Kind -NE BuiltIn | Should -BeNullOrEmpty
    }

    It 'lets another version of an assembly be registered under the name' {
        Register-VendorProvider $assembly
        Unregister-VendorProvider newsletter
        Copy-Item $assembly "$TestDrive/next.dll"
        (Register-VendorProvider "$TestDrive/next.dll" -PassThru).Path | Should -Be "$TestDrive/next.dll"
    }

    It 'says so when there is no such provider' {
        $problem = { Unregister-VendorProvider nowhere -ErrorAction Stop } | Should -Throw -PassThru `
            -ErrorId 'VendorProviderNotFound,LdapVendorSync.PowerShell.Commands.UnregisterVendorProviderCommand'
        $problem.TargetObject | Should -Be 'nowhere'
    }

    It 'leaves built-in providers alone' {
        { Unregister-VendorProvider rest -ErrorAction Stop } | Should -Throw `
            -ErrorId 'VendorProviderBuiltIn,LdapVendorSync.PowerShell.Commands.UnregisterVendorProviderCommand'
        (Get-VendorProvider rest).Name | Should -Be 'rest'
    }

    It 'goes on with the next name after one that is not there' {
        Register-VendorProvider $script
        Unregister-VendorProvider nowhere, keycards -ErrorAction SilentlyContinue
        (Get-VendorProvider).Name | Should -Not -Contain 'keycards'
    }
}
