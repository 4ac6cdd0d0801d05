namespace LdapVendorSync.Core.Members;

/// <summary>What a change does at the vendor.</summary>
public enum ChangeAction
{
    /// <summary>A vendor group is created.</summary>
    CreateGroup,

    /// <summary>A person becomes a member of the group; their account is created first where the vendor has none.</summary>
    Add,

    /// <summary>Attributes of an account are changed.</summary>
    Update,

    /// <summary>An account may be used again.</summary>
    Enable,

    /// <summary>A person is no longer a member of the group; the account stays.</summary>
    Remove,

    /// <summary>An account may no longer be used.</summary>
    Disable,

    /// <summary>An account is deleted.</summary>
    Delete,
}
