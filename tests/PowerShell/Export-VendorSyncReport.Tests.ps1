BeforeAll {
    . $PSScriptRoot/common.ps1
    $id = 'LdapVendorSync.PowerShell.Commands.ExportVendorSyncReportCommand'
}

Describe 'Export-VendorSyncReport' {
    BeforeAll {
        $config = New-Quickstart
        $plan = New-VendorSyncPlan $config
        $first = Invoke-LdapVendorSync $config
        $run = Invoke-LdapVendorSync $config
    }

    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'writes the page of a run from the pipeline into a file that its owner alone can read' {
        $file = $first | Export-VendorSyncReport (Join-Path $folder 'run.html') -PassThru
        $file.FullName | Should -Be (Join-Path $folder 'run.html')
        $html = Get-Content $file -Raw
        $html | Should -Match '<!DOCTYPE html>'
        $html | Should -Match $first.RunId
        if (-not $IsWindows) {
            $file.UnixFileMode | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite')
        }
    }

    It 'takes the format from the extension <_>' -ForEach 'html', 'csv', 'json' {
        $file = Join-Path $folder "it.$_"
        $first | Export-VendorSyncReport $file | Should -BeNullOrEmpty
        $expected = @{ html = '^<!DOCTYPE'; csv = '^vendor,group,action'; json = '"runId"' }[$_]
        Get-Content $file -Raw | Should -Match $expected
    }

    It 'names the files of a folder by the run' {
        $files = $first, $run | Export-VendorSyncReport "$folder/" -Format Html, Json, Csv -PassThru
        $files.Name | Should -Be @($first, $run | ForEach-Object { "$($_.RunId).html", "$($_.RunId).json", "$($_.RunId).csv" })
        (Get-Content "$folder/$($first.RunId).json" -Raw | ConvertFrom-Json).totals.added | Should -Be 86
    }

    It 'reports on a run of the history, with the runs before it' {
        $file = Export-VendorSyncReport $folder -RunId last -ConfigPath $config -PassThru
        $file.Name | Should -Be "$($run.RunId).html"
        $html = Get-Content $file -Raw
        $html | Should -Match '<svg role="img"'
        $html | Should -Match $first.RunId
    }

    It 'tells of a run of the history what the run itself tells' {
        $own = $first | Export-VendorSyncReport (Join-Path $folder 'own.csv') -PassThru
        $recorded = Export-VendorSyncReport (Join-Path $folder 'recorded.csv') -RunId $first.RunId -ConfigPath $config -PassThru
        Get-Content $recorded | Sort-Object | Should -Be (Get-Content $own | Sort-Object)
    }

    It 'shows the trend of a run from the pipeline where it is told the configuration' {
        $with = $run | Export-VendorSyncReport (Join-Path $folder 'with.html') -ConfigPath $config -PassThru
        $without = $run | Export-VendorSyncReport (Join-Path $folder 'without.html') -PassThru
        Get-Content $with -Raw | Should -Match '<svg'
        Get-Content $without -Raw | Should -Not -Match '<svg'
    }

    It 'reports on a plan as object and as file' {
        $planFile = $plan | Export-VendorSyncPlan (Join-Path $folder 'plan.json')
        $ofObject = $plan | Export-VendorSyncReport "$folder/" -Format Csv -PassThru
        $ofObject.Name | Should -Be "plan-$($plan.Id).csv"
        @(Import-Csv $ofObject).Count | Should -Be $plan.Changes.Count
        $ofFile = Export-VendorSyncReport (Join-Path $folder 'plan.html') -PlanPath $planFile.FullName -PassThru
        Get-Content $ofFile -Raw | Should -Match '<h1>Plan'
    }

    It 'writes nothing with -WhatIf' {
        $first | Export-VendorSyncReport $folder -WhatIf -PassThru | Should -BeNullOrEmpty
        Test-Path $folder | Should -BeFalse
    }

    It 'replaces a file, unless -NoClobber keeps it or it is read-only without -Force' {
        $file = Join-Path $folder 'run.csv'
        $first | Export-VendorSyncReport $file
        $run | Export-VendorSyncReport $file
        $run | Export-VendorSyncReport $file -NoClobber -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be "FileExists,$id"
        Set-ItemProperty $file IsReadOnly $true
        { $first | Export-VendorSyncReport $file -ErrorAction Stop } | Should -Throw -ErrorId "FileReadOnly,$id"
        $first | Export-VendorSyncReport $file -Force
        @(Import-Csv $file).Count | Should -BeGreaterThan 80
    }

    It 'takes a path with brackets as it stands' {
        $first | Export-VendorSyncReport -LiteralPath (Join-Path $folder 'run[1].html')
        Test-Path -LiteralPath (Join-Path $folder 'run[1].html') | Should -BeTrue
    }

    It 'says what it cannot do' {
        { 'text' | Export-VendorSyncReport $folder } | Should -Throw -ErrorId "InputNotReportable,$id"
        { $first | Export-VendorSyncReport (Join-Path $folder 'run.pdf') } | Should -Throw -ErrorId "FormatUnclear,$id"
        { $first | Export-VendorSyncReport (Join-Path $folder 'run.html') -Format Html, Csv } | Should -Throw -ErrorId "FormatUnclear,$id"
        { Export-VendorSyncReport $folder -RunId 1999 -ConfigPath $config } | Should -Throw -ErrorId "RunNotFound,$id"
        { Export-VendorSyncReport $folder -PlanPath (Join-Path $folder 'none.json') } | Should -Throw -ErrorId "PlanUnreadable,$id"
        $null = New-Item -ItemType File -Path (Join-Path $TestDrive 'in-the-way') -Force
        { $first | Export-VendorSyncReport (Join-Path $TestDrive 'in-the-way/run.html') } | Should -Throw -ErrorId "ReportNotWritten,$id"
    }

    It 'stops while it hands over an object' {
        $file = Join-Path $folder 'run.html'
        $stopped = Stop-AtFirstObject "Export-VendorSyncReport '$file' -RunId last -ConfigPath '$config' -PassThru"
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $stopped.Seconds | Should -BeLessThan 15
        Get-Content $file -Raw | Should -Match '</html>' -Because 'the file is whole'
    }
}
