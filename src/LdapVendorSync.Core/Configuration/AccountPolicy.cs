namespace LdapVendorSync.Core.Configuration;

/// <summary>What an account in a certain state counts as.</summary>
public enum AccountPolicy
{
    /// <summary>As a person whose account may be used.</summary>
    Enabled,

    /// <summary>As a person whose account may not be used; <c>disabled_members</c> says what becomes of them.</summary>
    Disabled,

    /// <summary>As nobody: not a member of any group.</summary>
    LeftOut,
}
