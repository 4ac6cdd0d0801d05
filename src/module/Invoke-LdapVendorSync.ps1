#requires -Version 7.6
<#
.SYNOPSIS
Runs the sync of a configuration and ends with its exit code, for schedulers.

.DESCRIPTION
Runs the cmdlet Invoke-LdapVendorSync of the module that this script lies in, prints the run, and ends the process with
the exit code: 0 done, 1 unexpected error, 2 configuration invalid, 3 no source readable, 4 finished with failures, 5 changes held
by a guard, 6 another run holds the lock, 130 cancelled.

Started by "pwsh -File", arguments are plain text, so -Vendor and -Group take one name each. For several, use
"pwsh -Command" with "& '<path>/Invoke-LdapVendorSync.ps1' -Vendor A, B; exit $LASTEXITCODE".

.PARAMETER ConfigPath
The configuration file. Where left out, the one that LVS_CONFIG or CONFIG_PATH names, else ./config.yaml.

.PARAMETER EnvironmentFile
A .env file whose variables the configuration may use; those of the process win.

.PARAMETER Vendor
Only these vendors.

.PARAMETER Group
Only mappings of these source or vendor groups.

.PARAMETER DryRun
Read, compare and guard, but write nothing.

.PARAMETER AllowRemoval
Lifts the limits on removals for this run, and no other guard.

.PARAMETER Full
Read every group, also those that are known not to have changed since they were read.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File ./Invoke-LdapVendorSync.ps1 -ConfigPath /etc/ldap-vendor-sync/config.yaml

One run, as a scheduler starts it.

.EXAMPLE
./Invoke-LdapVendorSync.ps1 -ConfigPath ./config.yaml -DryRun; $LASTEXITCODE

What a run would do, and the code it would end with.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [Alias('Config')]
    [string] $ConfigPath,

    [Alias('EnvFile')]
    [string] $EnvironmentFile,

    [string[]] $Vendor,

    [string[]] $Group,

    [switch] $DryRun,

    [switch] $AllowRemoval,

    [switch] $Full
)

# What stays if the run is stopped (Ctrl+C), which no catch sees.
$exitCode = 130
# Whatever the caller prefers: an error is written, and the exit code tells what became of the run.
$ErrorActionPreference = 'Continue'
try {
    Import-Module -Name (Join-Path $PSScriptRoot 'LdapVendorSync.psd1') -ErrorAction Stop -Verbose:$false
    # A failed vendor or group is an error that does not end the run, whatever the caller's preference: the exit code tells.
    $PSBoundParameters['ErrorAction'] = 'Continue'
    $run = LdapVendorSync\Invoke-LdapVendorSync @PSBoundParameters -Confirm:$false
    $run
    $exitCode = [int]$run.ExitCode
}
catch {
    $PSCmdlet.WriteError($_)
    $exitCode = $_.FullyQualifiedErrorId.StartsWith('ConfigurationInvalid,') ? 2 : 1
}
finally {
    # Nothing after this block is reached then, and a process that was started for this script would end with 0. A prompt shall stay.
    $isOwnProcess = [Environment]::GetCommandLineArgs() -match [regex]::Escape((Split-Path $PSCommandPath -Leaf))
    if ($exitCode -eq 130 -and $isOwnProcess) {
        $Host.SetShouldExit($exitCode)
    }
}

exit $exitCode
