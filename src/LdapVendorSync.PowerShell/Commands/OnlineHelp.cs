namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Where <c>Get-Help -Online</c> leads: the same pages that the module's help is made from.</summary>
internal static class OnlineHelp
{
    /// <summary>The folder of the pages, one for each cmdlet; below the manifest's <c>ProjectUri</c>.</summary>
    public const string Folder = "https://github.com/ldap-vendor-sync/ldap-vendor-sync/blob/main/docs/en-US/";
}
