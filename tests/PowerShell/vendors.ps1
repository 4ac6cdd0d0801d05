# What the tests share that describe vendors by parameters; dot-sourced after common.ps1.

$token = 'tok-of-the-tests-1'
$secureToken = ConvertTo-SecureString $token -AsPlainText -Force

# The vendor test server, and how to speak of what it got.
function Start-Vendor([string] $Authorization = "Bearer $token", [string[]] $More = @('--numbered', 'devs:5')) {
    $server = Start-Fixture (@('vendor', '--authorization', $Authorization, '--until-input-ends') + $More)
    $url = $server.Ready -replace '^listening on '
    $server | Add-Member -NotePropertyName Url -NotePropertyValue $url -PassThru
}

function Skip-WithoutVendor($Server) {
    if (-not $Server.Ready) {
        Set-ItResult -Skipped -Because "no vendor: $($Server.Reason)"
    }
}

function Get-Request($Server) {
    Invoke-RestMethod "$($Server.Url)/_test/requests"
}

# The real module keeps vaults per user, which a test must not touch.
function New-Vault([string] $Name, [string] $Value) {
    $modules = Join-Path $TestDrive ([guid]::NewGuid())
    $folder = New-Item -ItemType Directory -Path "$modules/Microsoft.PowerShell.SecretManagement"
    Set-Content "$folder/Microsoft.PowerShell.SecretManagement.psm1" @"
function Get-Secret {
    param([string] `$Name, [string] `$Vault, [switch] `$AsPlainText)
    if ("`$Vault/`$Name" -ne '$Name') { throw "No secret '`$Name' in vault '`$Vault'." }
    '$Value'
}
"@
    @{ PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath }
}
