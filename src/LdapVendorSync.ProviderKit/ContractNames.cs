namespace LdapVendorSync.ProviderKit;

/// <summary>What the people and groups of the contract are called. A vendor must have nothing that is called so before.</summary>
public static class ContractNames
{
    /// <summary>The group that most behaviours use.</summary>
    public const string Group = "kit-group";

    /// <summary>Another group.</summary>
    public const string OtherGroup = "kit-other";

    /// <summary>A group that is never made.</summary>
    public const string UnknownGroup = "kit-unknown";

    /// <summary>What every user name and mail address begins with.</summary>
    public const string UserPrefix = "kit.";
}
