BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.TraceGroupMembershipCommand'
    $config = New-Quickstart
    $run = Invoke-LdapVendorSync $config
}

Describe 'Trace-GroupMembership' {
    It 'answers with a verdict and the findings that it rests on' {
        $trace = Trace-GroupMembership cdubois Wiki developers -ConfigPath $config
        $trace.PSTypeNames[0] | Should -Be 'LdapVendorSync.Core.Sync.Tracing.MembershipTrace'
        $trace.Verdict | Should -BeLike "Chloé Dubois (cdubois) is in 'developers' at 'Wiki' because the source group *"
        "$($trace.Membership)" | Should -Be 'Member'
        $trace.Person.UserName | Should -Be 'cdubois'
        $added = $trace.Findings | Where-Object { $_.Kind -eq 'Change' -and $_.Data.operation -eq 'AddMember' }
        $added.Data.runId | Should -Be $run.RunId
        $added.Data.result | Should -Be 'Succeeded'
    }

    It 'shows the verdict first' {
        $lines = (Trace-GroupMembership cdubois Wiki developers -ConfigPath $config | Out-String -Width 400).Trim() -split '\r?\n'
        $lines[0] | Should -BeLike 'Chloé Dubois (cdubois) is in *'
        $lines[1] | Should -BeLike '  Mapping: *'
    }

    It 'takes person, vendor and group from changes' {
        $changed = New-Quickstart
        $null = Invoke-LdapVendorSync $changed
        Edit-Directory $changed { param($text) $text -replace '(?m)^member: uid=cdubois,.*\r?\n', '' }
        $traces = @(Compare-GroupMembership Wiki developers -ConfigPath $changed | Trace-GroupMembership -ConfigPath $changed)
        $traces.Person.UserName | Should -Contain 'cdubois'
        ($traces | Where-Object { $_.Person.UserName -eq 'cdubois' }).Verdict | Should -BeLike '*but a run would take that away*'
    }

    It 'goes on after somebody whom it does not find' {
        $people = 'nobody', 'cdubois' | ForEach-Object { [pscustomobject]@{ Person = $_; Vendor = 'Wiki'; Group = 'developers' } }
        $traces = $people | Trace-GroupMembership -ConfigPath $config -ErrorVariable problems -ErrorAction SilentlyContinue
        @($traces).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be "PersonNotFound,$id"
        $problems[0].TargetObject | Should -Be 'nobody'
    }

    It 'refuses an unknown vendor' {
        { Trace-GroupMembership cdubois Nowhere developers -ConfigPath $config -ErrorAction Stop } | Should -Throw -ErrorId "VendorNotFound,$id"
    }

    It 'stops while a vendor is silent' {
        $stopped = Stop-AtSilentServer "Trace-GroupMembership cdubois Silent crew -ConfigPath '$(Add-SilentVendor)'"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
    }
}
