namespace LdapVendorSync.Core.Sync;

/// <summary>What keeps changes from being sent, besides the guards, by the names that outcomes and history use.</summary>
internal static class ChangeRules
{
    /// <summary>The vendor was given up after too many errors, or refused the credentials.</summary>
    public const string VendorGivenUp = "vendor given up";

    /// <summary>The run was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The person's account could not be looked up.</summary>
    public const string LookUp = "look-up";

    /// <summary>It is not certain which account is the person's.</summary>
    public const string UncertainAccount = "uncertain account";

    /// <summary>The settings, or the vendor, allow no account to be created.</summary>
    public const string CreateUsers = "create_users";

    /// <summary>The vendor cannot update accounts.</summary>
    public const string UpdateUsers = "update_users";

    /// <summary>The provider's own guard holds it.</summary>
    public const string ProviderGuard = "provider guard";

    /// <summary>The vendor does not take the person as the source has them.</summary>
    public const string NotTaken = "not taken by the vendor";

    /// <summary>The vendor's settings say that nobody is taken away.</summary>
    public const string NobodyIsRemoved = "nobody is removed";

    /// <summary>The settings do not allow that accounts are deleted.</summary>
    public const string AccountDeletion = "allow_account_deletion";

    /// <summary>The vendor can only be read.</summary>
    public const string ReadOnly = "read only";

    /// <summary>The account may still be in a group.</summary>
    public const string Orphans = "orphans";

    /// <summary>The plan that is applied does not have the change in this way.</summary>
    public const string Plan = "plan";
}
