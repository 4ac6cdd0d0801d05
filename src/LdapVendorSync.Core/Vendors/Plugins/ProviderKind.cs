namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>Where a provider comes from.</summary>
public enum ProviderKind
{
    /// <summary>The product brings it along.</summary>
    BuiltIn,

    /// <summary>A .NET assembly of somebody else.</summary>
    Assembly,

    /// <summary>A PowerShell script; only the PowerShell module runs those.</summary>
    Script,
}
