namespace LdapVendorSync.Core.Members;

/// <summary>How much of a group a read has seen.</summary>
public enum CompletenessStatus
{
    /// <summary>Every member was read, and this was proved.</summary>
    Complete,

    /// <summary>Members were read, but some may be missing; the reasons say which and why.</summary>
    Partial,

    /// <summary>The group could not be read; nothing may be concluded from what arrived.</summary>
    Failed,
}
