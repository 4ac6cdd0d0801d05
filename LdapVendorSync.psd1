@{
    RootModule           = 'LdapVendorSync.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = 'eb9e9dfd-2152-4e87-98a1-42984760dda9'
    Author               = 'LdapVendorSync contributors'
    CompanyName          = 'LdapVendorSync'
    Copyright            = '(c) LdapVendorSync contributors. MIT license.'
    Description          = 'Keeps the groups of vendor applications equal to those of a directory (LDAP, Active Directory, LDIF): reads both sides, compares, plans, guards against wrong removals, applies and reports.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('LdapVendorSync.Format.ps1xml')
    TypesToProcess       = @('LdapVendorSync.Types.ps1xml')
    FunctionsToExport    = @()
    CmdletsToExport      = @(
        'Clear-VendorSyncHistory'
        'Compare-DirectorySnapshot'
        'Compare-GroupMembership'
        'Export-VendorSyncPlan'
        'Export-VendorSyncReport'
        'Get-DirectoryComparison'
        'Get-DirectorySnapshot'
        'Get-LdapGroupMember'
        'Get-LdapVendorSyncTask'
        'Get-VendorGroupMember'
        'Get-VendorProvider'
        'Get-VendorSyncChange'
        'Get-VendorSyncRun'
        'Import-VendorSyncPlan'
        'Invoke-LdapVendorSync'
        'New-DirectorySnapshot'
        'New-LdapVendorSyncConfig'
        'New-VendorSyncPlan'
        'Register-LdapVendorSyncTask'
        'Register-VendorProvider'
        'Sync-VendorGroup'
        'Test-LdapConnection'
        'Test-LdapVendorSyncConfig'
        'Test-VendorConnection'
        'Trace-GroupMembership'
        'Undo-VendorSyncRun'
        'Unregister-LdapVendorSyncTask'
        'Unregister-VendorProvider'
    )
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('LDAP', 'ActiveDirectory', 'Identity', 'Provisioning', 'Groups', 'Sync', 'SCIM', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://github.com/ldap-vendor-sync/ldap-vendor-sync/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/ldap-vendor-sync/ldap-vendor-sync'
            # Both are set from CHANGELOG.md and the version where the package is made.
            ReleaseNotes = 'https://github.com/ldap-vendor-sync/ldap-vendor-sync/blob/main/CHANGELOG.md'
            Prerelease   = ''
        }
    }
}
