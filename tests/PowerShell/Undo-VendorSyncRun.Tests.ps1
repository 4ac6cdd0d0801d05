BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.UndoVendorSyncRunCommand'

    function Get-Developer([string] $Config) {
        @((Get-VendorGroupMember Wiki developers -ConfigPath $Config).UserName)
    }
}

Describe 'Undo-VendorSyncRun' {
    BeforeEach {
        $config = New-Quickstart
        $first = Invoke-LdapVendorSync $config
        Edit-Directory $config { param($text) $text -replace '(?m)^member: uid=ivarga,ou=people,dc=nordwind,dc=example\r?\n', '' }
        $sync = Invoke-LdapVendorSync $config -Vendor Wiki -Group developers
    }

    It 'takes back what a run did, and emits the run' {
        Get-Developer $config | Should -Not -Contain ivarga
        $run = Undo-VendorSyncRun $sync.RunId -ConfigPath $config -WarningVariable warnings
        $run.PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Sync.SyncRun'
        [int] $run.ExitCode | Should -Be 0
        $run.Undo.RunId | Should -Be $sync.RunId
        $run.Undo.Undone | Should -Be 1
        "$($run.Changes.Result) $($run.Changes.Action) $($run.Changes.User)" | Should -Be 'Applied Add ivarga'
        Get-Developer $config | Should -Contain ivarga
        "$warnings" | Should -Match 'next sync follows the directory again'
    }

    It 'shows with -WhatIf what it would do, and does nothing' {
        $result = Invoke-Pwsh @"
            Import-Module '$ModulePath'
            `$run = Undo-VendorSyncRun last -ConfigPath '$config' -WhatIf
            "`$(`$run.DryRun) `$(`$run.Changes.Result) `$(`$run.Changes.Action) `$(`$run.Changes.User)"
"@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Match 'What if: Performing the operation "Add" on target "ivarga in Wiki/developers"'
        $result.Output | Should -Match 'True Planned Add ivarga'
        Get-Developer $config | Should -Not -Contain ivarga
    }

    It 'changes nothing the second time' {
        $null = Undo-VendorSyncRun $sync.RunId -ConfigPath $config
        $again = Undo-VendorSyncRun $sync.RunId -ConfigPath $config
        [int] $again.ExitCode | Should -Be 0
        $again.Undo.NothingToDo | Should -Be 1
        $again.Changes.Message | Should -BeLike 'Nothing to do: a member again*'
    }

    It 'takes runs from the pipeline by their RunId' {
        $run = $sync | Undo-VendorSyncRun -ConfigPath $config
        $run.Undo.RunId | Should -Be $sync.RunId
        Get-Developer $config | Should -Contain ivarga
    }

    It 'holds removals past the limit, and warns of what stays' {
        $run = Undo-VendorSyncRun $first.RunId -Vendor CRM -Group support -ConfigPath $config -WarningVariable warnings
        [int] $run.ExitCode | Should -Be 5
        $run.Undo.Held | Should -BeGreaterThan 4
        "$warnings" | Should -Match 'Not undone: .*Stays: the run created the account'

        $run = Undo-VendorSyncRun $first.RunId -Vendor CRM -Group support -ConfigPath $config -AllowRemoval
        [int] $run.ExitCode | Should -Be 0
        Get-VendorGroupMember CRM support -ConfigPath $config | Should -BeNullOrEmpty
    }

    It 'can be limited to people' {
        $run = Undo-VendorSyncRun $first.RunId -Person aberg -Group developers -ConfigPath $config
        $run.Changes.User | Sort-Object -Unique | Should -Be 'aberg'
        Get-Developer $config | Should -Not -Contain aberg
        $null = Undo-VendorSyncRun $first.RunId -Person nobody -ConfigPath $config -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -Be "ConfigurationInvalid,$id"
    }

    It 'says when there is no such run' {
        { Undo-VendorSyncRun 1999 -ConfigPath $config } | Should -Throw "*no run '1999'*" -ErrorId "RunNotFound,$id"
    }

    It 'asks before it undoes with -Confirm' {
        $result = Invoke-Pwsh "Import-Module '$ModulePath'; try { Undo-VendorSyncRun last -ConfigPath '$config' -Confirm } catch { `"`$_`" }"
        $result.Output + $result.Errors | Should -Match 'NonInteractive'
        Get-Developer $config | Should -Not -Contain ivarga
    }

    It 'stops while it hands over an object' {
        $stopped = Stop-AtFirstObject "Undo-VendorSyncRun '$($sync.RunId)' -ConfigPath '$config'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
        (Undo-VendorSyncRun $sync.RunId -ConfigPath $config).Undo.NothingToDo | Should -Be 1 -Because 'the run is whole, and its lock is free'
    }
}
