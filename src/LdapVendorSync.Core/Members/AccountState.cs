namespace LdapVendorSync.Core.Members;

/// <summary>What a directory says of an account.</summary>
public enum AccountState
{
    /// <summary>It may be used.</summary>
    Active,

    /// <summary>An administrator has disabled it, or it is not valid yet.</summary>
    Disabled,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It is locked for a while, after too many wrong passwords. Anybody can bring that about who knows the user name.</summary>
    Locked,
}
