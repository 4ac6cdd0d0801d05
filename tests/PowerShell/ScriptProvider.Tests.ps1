BeforeAll {
    . $PSScriptRoot/common.ps1

    # A script that keeps people in files of its folder, so that a test can see what was done; $Replace puts a function in place of its own.
    $base = @'
function Connect-Vendor { param($Settings, $Vendor) @{ Folder = $Vendor.ConfigDirectory } }
function Get-GroupMember { param($Session, $Group)
    Get-ChildItem $Session.Folder -Filter member.* | ForEach-Object { [pscustomobject]@{ Id = "id-$($_.Extension.Substring(1))"; UserName = $_.Extension.Substring(1) } } }
function Add-GroupMember { param($Session, $Group, $User) Set-Content "$($Session.Folder)/member.$($User.UserName)" $User.Id }
function Remove-GroupMember { param($Session, $Group, $User) Remove-Item "$($Session.Folder)/member.$($User.UserName)" }
function Find-User { param($Session, $Attribute, $Value) [pscustomobject]@{ Id = "id-$Value"; UserName = $Value } }
'@

    # A configuration for a script, in a folder of its own.
    function New-ScriptVendor([string] $Replace = '', [string] $Settings = '', [string] $Vendor = '') {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        Copy-Item "$RepositoryRoot/examples/custom-provider/directory.ldif" $folder
        # The last definition of a function counts.
        Set-Content "$folder/own.ps1" "$base`n$Replace"
        Set-Content "$folder/sync.yaml" @"
plugins: [own.ps1]
sources: [{ name: staff, type: ldif, file: directory.ldif, user_filter: (objectClass=inetOrgPerson) }]
vendor_apps:
  - name: Own
    module: own
    attributes: { userName: userName }
    own: { $Settings }
    $Vendor
    groups: [{ source_group: "cn=employees,ou=groups,dc=nordwind,dc=example", vendor_group: users }]
"@
        "$folder/sync.yaml"
    }

    function Invoke-Quietly([string] $Config, [hashtable] $More = @{}) {
        Invoke-LdapVendorSync $Config @More -ErrorAction SilentlyContinue
    }

    function Get-FailedRead([string] $Replace, [string] $Settings = '', [string] $Vendor = '') {
        $config = New-ScriptVendor $Replace $Settings $Vendor
        try {
            Get-VendorGroupMember Own users -ConfigPath $config -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
            $problems[0]
        }
        catch {
            # A refused log-in ends the command.
            $_
        }
    }

    function Get-FailedAdd([string] $Replace, [string] $Settings = '', [string] $Vendor = '') {
        $run = Invoke-Quietly (New-ScriptVendor $Replace $Settings $Vendor)
        $run.Changes | Where-Object { "$($_.Result)" -eq 'Failed' } | Select-Object -First 1
    }
}

Describe 'The example script' {
    It 'adds, updates, removes and then has nothing to do' {
        $folder = "$(New-Item -ItemType Directory "$TestDrive/example")"
        Copy-Item "$RepositoryRoot/examples/custom-provider/directory.ldif", "$RepositoryRoot/examples/custom-provider/script" $folder -Recurse
        $config = "$folder/script/sync.yaml"

        (Invoke-LdapVendorSync $config -DryRun).Totals.Added | Should -Be 8
        Test-Path "$folder/script/data" | Should -BeFalse
        (Invoke-LdapVendorSync $config).Totals.Summary | Should -Match '^8 added, 0 removed, 0 updated'
        (Invoke-LdapVendorSync $config).Totals.Summary | Should -Match '^0 added, 0 removed, 0 updated, 8 unchanged, 0 failed'

        Edit-Directory "$folder/sync.yaml" {
            param($text)
            $at = $text.LastIndexOf('member: uid=cdubois')
            $text.Remove($at, $text.IndexOf("`n", $at) + 1 - $at) -replace 'mail: bmensah@', 'mail: bram@'
        }
        (Invoke-LdapVendorSync $config).Totals.Summary | Should -Match '^0 added, 1 removed, 1 updated, \d unchanged, 0 failed'
        (Get-VendorGroupMember Building laboratory -ConfigPath $config).UserName | Sort-Object | Should -Be 'aberg', 'bmensah'
        (Get-VendorGroupMember Building 'main entrance' -ConfigPath $config | Where-Object UserName -EQ bmensah).Email | Should -Be 'bram@nordwind.example'
        (Get-VendorGroupMember Building 'main entrance' -ConfigPath $config | Where-Object UserName -EQ aberg).FirstName | Should -Be 'Åsa'
        (Invoke-LdapVendorSync $config).Totals.Changes | Should -Be 0
    }

    It 'composes with the other commands' {
        $folder = "$(New-Item -ItemType Directory "$TestDrive/composed")"
        Copy-Item "$RepositoryRoot/examples/custom-provider/directory.ldif", "$RepositoryRoot/examples/custom-provider/script" $folder -Recurse
        $config = "$folder/script/sync.yaml"
        $null = Invoke-LdapVendorSync $config
        Get-LdapGroupMember engineering -ConfigPath $config | Compare-GroupMembership -Vendor Building -Group laboratory -ConfigPath $config | Should -BeNullOrEmpty
        (New-VendorSyncPlan -ConfigPath $config).Changes.Count | Should -Be 0
    }
}

Describe 'A script as a provider' {
    It 'is run from the configuration alone' {
        $config = New-ScriptVendor
        "$((Invoke-LdapVendorSync $config).ExitCode)" | Should -Be 'Done'
        (Invoke-LdapVendorSync $config).Totals.Unchanged | Should -Be 5
        (Get-VendorProvider).Name | Should -Not -Contain 'own' -Because 'what a configuration names is there for its command alone'
    }

    It 'shares nothing with the session of the user' {
        $global:Leak = 'seen'
        try {
            $config = New-ScriptVendor 'function Get-GroupMember { param($Session, $Group) if (Test-Path variable:global:Leak) { throw "it leaked" } }'
            Get-VendorGroupMember Own users -ConfigPath $config -ErrorAction Stop | Should -BeNullOrEmpty
        }
        finally {
            Remove-Variable Leak -Scope Global
        }
    }

    It 'gets its settings with their types and its secrets as SecureString' {
        $config = New-ScriptVendor @'
function Connect-Vendor { param([hashtable] $Settings, $Vendor)
    $facts = [ordered]@{
        folder = $Settings.Folder.GetType().Name; size = $Settings.size.GetType().Name; strict = $Settings.strict -is [bool]
        list = $Settings.list -join '+'; block = $Settings.block.inner; token = $Settings.api_token.GetType().Name
        text = ConvertFrom-SecureString $Settings.api_token -AsPlainText
        user = $Vendor.Credential.UserName; password = $Vendor.Credential.Password.GetType().Name
        url = $Vendor.BaseUrl; name = $Vendor.Name
    }
    $facts | ConvertTo-Json -Compress | Set-Content "$($Vendor.ConfigDirectory)/facts.json"
}
function Get-GroupMember($Group) { }
'@ -Settings 'folder: cards, size: 25, strict: true, list: [a, b], block: { inner: x }, api_token: hunter2hunter2' `
            -Vendor 'base_url: https://own.example/api
    auth: { method: basic, username: sync, password: pass-word-1 }'
        Get-VendorGroupMember Own users -ConfigPath $config -ErrorAction Stop | Should -BeNullOrEmpty
        $facts = Get-Content "$(Split-Path $config)/facts.json" | ConvertFrom-Json
        "$($facts.folder) $($facts.size) $($facts.strict) $($facts.list) $($facts.block) $($facts.token)" | Should -Be 'String Int32 True a+b x SecureString'
        "$($facts.user) $($facts.password) $($facts.url) $($facts.name) $($facts.text)" | Should -Be 'sync SecureString https://own.example/api Own hunter2hunter2'
    }

    It 'never calls a function that changes anything in a dry run or with -WhatIf' {
        $config = New-ScriptVendor 'function Add-GroupMember($Session, $Group, $User) { Set-Content "$($Session.Folder)/changed" x }'
        (Invoke-LdapVendorSync $config -DryRun).Totals.Added | Should -Be 5
        $null = Invoke-LdapVendorSync $config -WhatIf
        Test-Path "$(Split-Path $config)/changed" | Should -BeFalse
    }

    It 'is logged out at the end' {
        $config = New-ScriptVendor 'function Disconnect-Vendor($Session) { Set-Content "$($Session.Folder)/left" x }'
        $null = Get-VendorGroupMember Own users -ConfigPath $config
        Test-Path "$(Split-Path $config)/left" | Should -BeTrue
    }

    It 'has its warnings and verbose messages in the streams, without secrets' {
        $config = New-ScriptVendor @'
function Get-GroupMember { param($Group)
    Write-Warning 'the token is hunter2hunter2'
    Write-Information 'told hunter2hunter2'
    Write-Host 'and this'
    Write-Verbose 'in detail'
}
'@ -Settings 'token: hunter2hunter2'
        $DebugPreference = $VerbosePreference = $WarningPreference = 'Continue'
        $all = Get-VendorGroupMember Own users -ConfigPath $config *>&1 | Out-String -Width 300
        $all | Should -Match 'Own: Get-GroupMember: the token is \*\*\*'
        $all | Should -Match 'told \*\*\*'
        $all | Should -Match 'and this'
        $all | Should -Match 'in detail'
        $all | Should -Not -Match 'hunter2'
    }

    It 'may run several functions at once where it says so, and else runs one after the other' -ForEach @(
        @{ Concurrency = ''; AtOnce = 1 }
        @{ Concurrency = '$VendorProvider = @{ MaxConcurrency = 4 }'; AtOnce = 2 }
    ) {
        $config = New-ScriptVendor @"
$Concurrency
function Add-GroupMember { param(`$Session, `$Group, `$User)
    `$file = "`$(`$Session.Folder)/at.`$(`$User.UserName)"
    Set-Content `$file x
    Start-Sleep -Milliseconds 700
    Add-Content "`$(`$Session.Folder)/counts.`$(`$User.UserName)" @(Get-ChildItem `$Session.Folder -Filter at.*).Count
    Remove-Item `$file
}
function Get-GroupMember(`$Group) { }
"@ -Vendor 'verify: off'
        "$((Invoke-LdapVendorSync $config).ExitCode)" | Should -Be 'Done'
        $most = Get-ChildItem (Split-Path $config) -Filter counts.* | Get-Content | ForEach-Object { [int]$_ } | Measure-Object -Maximum
        if ($AtOnce -eq 1) { $most.Maximum | Should -Be 1 } else { $most.Maximum | Should -BeGreaterOrEqual 2 }
    }
}

Describe 'What a script writes' {
    It 'may be an object, a hashtable or a row with further columns' {
        $config = New-ScriptVendor @'
function Get-GroupMember($Group) {
    [pscustomobject]@{ Id = 7; UserName = 'ada'; Mail = 'ada@x.example'; GivenName = 'Ada'; sn = 'L'; Enabled = 'True'; Room = 12.5; Tags = 'a', 'b'; Nothing = $null }
    @{ id = '8'; userName = 'bob'; active = $false; Attributes = @{ room = '4' } }
    '"Id","Login","Phone"', '"9","cy",""' | ConvertFrom-Csv
}
'@
        $ada, $bob, $cy = Get-VendorGroupMember Own users -ConfigPath $config -ErrorAction Stop
        "$($ada.Id) $($ada.UserName) $($ada.Email) $($ada.FirstName) $($ada.LastName) $($ada.Enabled)" | Should -Be '7 ada ada@x.example Ada L True'
        $ada.Attributes['room'] | Should -Be '12.5'
        $ada.Attributes['Tags'] | Should -Be 'a', 'b'
        $ada.Attributes.ContainsKey('Nothing') | Should -BeFalse
        "$($bob.Id) $($bob.UserName) $($bob.Enabled) $($bob.Attributes['Room'])" | Should -Be '8 bob False 4'
        "$($cy.Id) $($cy.UserName)" | Should -Be '9 cy'
        "$($ada.Read.Completeness.Status)" | Should -Be 'Complete'
    }

    It 'is an error and no empty group when it is <Why>' -ForEach @(
        @{ Why = 'text by accident'; Body = '"reading"; [pscustomobject]@{ Id = 1; UserName = "a" }'; Message = 'a String was written where a person was expected' }
        @{ Why = 'a property that is misspelt'; Body = '$answer = [pscustomobject]@{ members = 1 }; return $answer.membres'; Message = '\$null was written.*misspelt' }
        @{ Why = 'a person without an id'; Body = '[pscustomobject]@{ UserName = "a" }'; Message = 'a person has Id and UserName' }
        @{ Why = 'a person whom nobody could recognise'; Body = '[pscustomobject]@{ Id = 1 }'; Message = 'a person has UserName, Email or what match_on names' }
        @{ Why = 'something else'; Body = 'Get-Item $PSScriptRoot'; Message = 'a DirectoryInfo was written' }
        @{ Why = 'a list in one piece'; Body = ', @([pscustomobject]@{ Id = 1; UserName = "a" })'; Message = 'a Object\[\] was written' }
        @{ Why = 'neither enabled nor disabled'; Body = '[pscustomobject]@{ Id = 1; UserName = "a"; Enabled = "perhaps" }'; Message = 'Enabled of a is neither true nor false' }
        @{ Why = 'one person with two names'; Body = '[pscustomobject]@{ Id = 1; UserName = "a", "b" }'; Message = 'has 2 values' }
    ) {
        $problem = Get-FailedRead "function Get-GroupMember(`$Group) { $Body }"
        $problem.FullyQualifiedErrorId | Should -Match '^VendorAnswerMalformed,'
        "$problem" | Should -Match $Message
    }

    It 'never makes an account of somebody else out of a search that finds too much' {
        $config = New-ScriptVendor @'
function Find-User { param($Attribute, $Value) [pscustomobject]@{ Id = '1'; UserName = "$Value-2" }; [pscustomobject]@{ Id = '2'; UserName = $Value.ToUpper() } }
function Add-GroupMember { param($Session, $Group, $User) Set-Content "$($Session.Folder)/member.$($User.UserName.ToLower())" $User.Id }
'@
        $null = Invoke-Quietly $config
        Get-ChildItem (Split-Path $config) -Filter member.* | Get-Content | Select-Object -Unique | Should -Be '2'
    }

    It 'is refused where two accounts or one without the key were found' -ForEach @(
        @{ Body = '[pscustomobject]@{ Id = 1; UserName = $Value }; [pscustomobject]@{ Id = 2; UserName = $Value }'; Result = 'Skipped'; Message = '2 accounts have userName=aberg' }
        @{ Body = '[pscustomobject]@{ Id = 1; Email = "a@b.example" }'; Result = 'Failed'; Message = 'was written without userName' }
    ) {
        $run = Invoke-Quietly (New-ScriptVendor "function Find-User(`$Attribute, `$Value) { $Body }")
        $change = $run.Changes | Where-Object { $_.Change.User -eq 'aberg' }
        "$($change.Result)" | Should -Be $Result
        $change.Message | Should -Match $Message
    }
}

Describe 'What a script throws' {
    It 'makes the read fail, also half-way: <Why>' -ForEach @(
        @{ Why = 'throw'; Body = 'throw "page 2 is gone"'; Message = 'page 2 is gone'; Id = 'VendorRejected' }
        @{ Why = 'Write-Error'; Body = 'Write-Error "page 2 is gone"'; Message = 'page 2 is gone'; Id = 'VendorRejected' }
        @{ Why = 'an error that does not end it'; Body = 'Write-Error "page 2 is gone" -ErrorAction Continue'; Message = 'page 2 is gone'; Id = 'VendorRejected' }
        @{ Why = 'a cmdlet'; Body = 'Get-Item /no/such/thing'; Message = 'no/such/thing'; Id = 'VendorRejected' }
        @{ Why = 'a command that is not there'; Body = 'Get-NoSuchThing'; Message = 'Get-NoSuchThing'; Id = 'VendorRejected' }
        @{ Why = 'a method'; Body = '$null.Clear()'; Message = 'null-valued'; Id = 'VendorRejected' }
        @{ Why = 'a native program'; Body = '& (Get-Process -Id $PID).Path -NoProfile -Command "exit 3"'; Message = 'exit code'; Id = 'VendorRejected' }
        @{ Why = 'a question'; Body = 'Read-Host "who?"'; Message = 'Get-GroupMember'; Id = 'VendorRejected|VendorOperationUnsupported' }
        @{ Why = 'a broken connection'; Body = 'throw [IO.IOException]::new("reset")'; Message = 'reset'; Id = 'VendorUnavailable' }
    ) {
        $problem = Get-FailedRead "function Get-GroupMember(`$Group) { [pscustomobject]@{ Id = 1; UserName = 'ada' }; $Body }"
        $problem.FullyQualifiedErrorId | Should -Match "^($Id),"
        "$problem" | Should -Match $Message
        "$problem" | Should -Match 'Get-GroupMember( \(own\.ps1:7\))? failed'
    }

    It 'is no end of a function that is left by <Statement>' -ForEach @(
        @{ Statement = 'exit'; Body = 'exit 0' }
        @{ Statement = 'break outside a loop'; Body = '1..3 | ForEach-Object { if ($_ -eq 2) { break } }' }
        @{ Statement = 'continue outside a loop'; Body = '1..3 | ForEach-Object { if ($_ -eq 2) { continue } }' }
    ) {
        $problem = Get-FailedRead "function Get-GroupMember(`$Group) { [pscustomobject]@{ Id = 1; UserName = 'ada' }; $Body }"
        $problem.FullyQualifiedErrorId | Should -Match '^VendorRejected,'
        "$problem" | Should -Match "It was left by $Statement, so that nobody knows how far it came"

        $change = Get-FailedAdd "function Add-GroupMember(`$Group, `$User) { $Body }"
        $change.Message | Should -Match "It was left by $Statement"
        $change.IsUnknown | Should -BeTrue
    }

    It 'removes nobody after a read that failed' {
        $config = New-ScriptVendor
        $null = Invoke-LdapVendorSync $config
        Add-Content "$(Split-Path $config)/own.ps1" 'function Get-GroupMember($Session, $Group) { [pscustomobject]@{ Id = "id-x"; UserName = "stranger" }; throw "half of it" }'
        $run = Invoke-Quietly $config
        [int]$run.ExitCode | Should -Be 4
        $run.Totals.Changes | Should -Be 0
    }

    It 'says what it means with the error id <Name>' -ForEach @(
        @{ Name = 'NotFound'; Id = 'VendorObjectNotFound' }
        @{ Name = 'Conflict'; Id = 'VendorConflict' }
        @{ Name = 'Ambiguous'; Id = 'VendorObjectAmbiguous' }
        @{ Name = 'RateLimited'; Id = 'VendorRateLimited' }
        @{ Name = 'Unauthorized'; Id = 'VendorAuthenticationFailed' }
        @{ Name = 'Unavailable'; Id = 'VendorUnavailable' }
        @{ Name = 'Malformed'; Id = 'VendorAnswerMalformed' }
        @{ Name = 'Unsupported'; Id = 'VendorOperationUnsupported' }
    ) {
        $problem = Get-FailedRead "function Get-GroupMember(`$Group) { Write-Error -ErrorId $Name 'so it is' }"
        $problem.FullyQualifiedErrorId | Should -Match "^$Id,"
        "$problem" | Should -Match 'so it is'
    }

    It 'says it with a thrown error record and with the category of Write-Error, too' {
        $thrown = 'throw [System.Management.Automation.ErrorRecord]::new([Exception]::new("gone"), "NotFound", "NotSpecified", $null)'
        (Get-FailedRead "function Get-GroupMember(`$Group) { $thrown }").FullyQualifiedErrorId | Should -Match '^VendorObjectNotFound,'
        (Get-FailedRead 'function Get-GroupMember($Group) { Write-Error gone -Category ObjectNotFound }').FullyQualifiedErrorId | Should -Match '^VendorObjectNotFound,'
    }

    It 'means what the status code of a web request means: <Status>' -ForEach @(
        @{ Status = 401; Id = 'VendorAuthenticationFailed' }
        @{ Status = 404; Id = 'VendorObjectNotFound' }
        @{ Status = 409; Id = 'VendorConflict' }
        @{ Status = 429; Id = 'VendorRateLimited' }
        @{ Status = 503; Id = 'VendorUnavailable' }
    ) {
        $problem = Get-FailedRead @"
function Get-GroupMember(`$Group) {
    throw [Microsoft.PowerShell.Commands.HttpResponseException]::new('the server said so', [Net.Http.HttpResponseMessage]::new([Net.HttpStatusCode]$Status))
}
"@
        $problem.FullyQualifiedErrorId | Should -Match "^$Id,"
        $problem.Exception.StatusCode | Should -Be $Status
    }

    It 'is one failed person, and the others go on' {
        $run = Invoke-Quietly (New-ScriptVendor @'
function Add-GroupMember { param($Session, $Group, $User)
    if ($User.UserName -eq 'bmensah') { Write-Error -ErrorId Rejected 'not this one' }
    Set-Content "$($Session.Folder)/member.$($User.UserName)" x
}
'@)
        "$($run.Totals.Added) $($run.Totals.Failed)" | Should -Be '4 1'
        ($run.Changes | Where-Object { "$($_.Result)" -eq 'Failed' }).Message | Should -Match '^Add-GroupMember \(own\.ps1:\d+\) failed\. not this one'
    }

    It 'leaves open whether a change was made, where nobody can know: <Body>' -ForEach @(
        @{ Body = 'throw "something"'; IsUnknown = $true }
        @{ Body = 'Write-Error -ErrorId Unavailable x'; IsUnknown = $true }
        @{ Body = 'Write-Error -ErrorId Conflict x'; IsUnknown = $false }
    ) {
        (Get-FailedAdd "function Add-GroupMember(`$Group, `$User) { $Body }").IsUnknown | Should -Be $IsUnknown
    }

    It 'stops the vendor where the log-in is refused' {
        $run = Invoke-Quietly (New-ScriptVendor 'function Connect-Vendor { Write-Error -ErrorId Unauthorized "wrong password" }')
        [int]$run.ExitCode | Should -Be 4
        $run.Vendors[0].Error | Should -Match 'Connect-Vendor \(own.ps1:\d+\) failed\. wrong password'
    }

    It 'is told where the script itself breaks as it is loaded' {
        $run = Invoke-Quietly (New-ScriptVendor 'Import-Module NoSuchModule')
        $run.Vendors[0].Error | Should -Match 'The script own\.ps1 \(own\.ps1:7\) failed\. .*NoSuchModule'
    }

    It 'keeps secrets out of every message' {
        $problem = Get-FailedRead 'function Connect-Vendor($Settings) { ConvertFrom-SecureString $Settings.token -AsPlainText }
function Get-GroupMember($Session, $Group) { throw "refused: $Session" }' -Settings 'token: hunter2hunter2'
        "$problem" | Should -Match 'refused: \*\*\*'
        $run = Invoke-Quietly (New-ScriptVendor 'function Connect-Vendor($Settings) { throw "refused: $(ConvertFrom-SecureString $Settings.token -AsPlainText)" }' -Settings 'token: hunter2hunter2')
        "$($run.Vendors[0].Error)" | Should -Match 'refused: \*\*\*'
    }

    It 'is too much where Connect- writes more than a session' {
        $run = Invoke-Quietly (New-ScriptVendor 'function Connect-Vendor { "connecting"; @{ } }')
        $run.Vendors[0].Error | Should -Match '2 objects were written where one session was expected'
    }
}

Describe 'A script that hangs' {
    It 'is stopped after timeout_seconds without a word' {
        $started = [datetime]::UtcNow
        $problem = Get-FailedRead 'function Get-GroupMember($Group) { Start-Sleep 600 }' -Vendor 'timeout_seconds: 1'
        "$problem" | Should -Match 'Get-GroupMember neither ended nor wrote anything for 1 s and was stopped\. Raise timeout_seconds'
        ([datetime]::UtcNow - $started).TotalSeconds | Should -BeLessThan 60
    }

    It 'is not stopped while it has something to say' {
        $config = New-ScriptVendor 'function Get-GroupMember($Group) { 1..5 | ForEach-Object { Start-Sleep -Milliseconds 600; [pscustomobject]@{ Id = $_; UserName = "u$_" } } }' -Vendor 'timeout_seconds: 2'
        @(Get-VendorGroupMember Own users -ConfigPath $config -ErrorAction Stop).Count | Should -Be 5
    }

    It 'does not hold up the run where it cannot even be stopped' {
        $problem = Get-FailedRead 'function Get-GroupMember($Group) { [Threading.Thread]::Sleep(60000) }' -Vendor 'timeout_seconds: 1'
        "$problem" | Should -Match 'neither ended nor wrote anything'
    }

    It 'ends with the pipeline' {
        $config = New-ScriptVendor 'function Get-GroupMember($Session, $Group) { Set-Content "$($Session.Folder)/begun" x; Start-Sleep 600 }' -Vendor 'timeout_seconds: 600'
        $shell = [powershell]::Create().AddScript("Import-Module '$ModulePath'; Get-VendorGroupMember Own users -ConfigPath '$config'")
        $running = $shell.BeginInvoke()
        $deadline = [datetime]::UtcNow.AddSeconds(60)
        while (-not (Test-Path "$(Split-Path $config)/begun") -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 100 }
        $shell.Stop()
        $running.IsCompleted | Should -BeTrue
        "$($shell.InvocationStateInfo.State)" | Should -Be 'Stopped'
        $shell.Dispose()
    }
}
