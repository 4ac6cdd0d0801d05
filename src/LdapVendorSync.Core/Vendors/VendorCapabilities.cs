namespace LdapVendorSync.Core.Vendors;

/// <summary>What a vendor can do. What it cannot do is refused before a run, not in the middle of it.</summary>
public sealed record VendorCapabilities
{
    /// <summary>Accounts can be created.</summary>
    public bool CreateUsers { get; init; } = true;

    /// <summary>Attributes of accounts can be changed.</summary>
    public bool UpdateUsers { get; init; } = true;

    /// <summary>Accounts can be disabled and enabled.</summary>
    public bool DisableUsers { get; init; }

    /// <summary>Accounts can be deleted (<see cref="IVendorProvider.DeleteUserAsync"/>).</summary>
    public bool DeleteUsers { get; init; }

    /// <summary>People can be made members and be taken out; <see langword="false"/> where the vendor can only be read.</summary>
    public bool ChangeMemberships { get; init; } = true;

    /// <summary>
    /// People are taken out of groups; <see langword="false"/> where the vendor's settings say that nobody is: removals are then told and
    /// not made.
    /// </summary>
    public bool RemoveMembers { get; init; } = true;

    /// <summary>
    /// Taking somebody out of a group (<see cref="IVendorProvider.RemoveGroupMemberAsync"/>) deletes the whole account, as the vendor knows
    /// nothing between the two. Such a vendor is refused without <c>allow_account_deletion</c>.
    /// </summary>
    public bool RemovalDeletesAccount { get; init; }

    /// <summary>
    /// Adding somebody to a group makes the account too: people without one are not created before, and
    /// <see cref="IVendorProvider.AddGroupMemberAsync"/> gets the person as the source has them, in the vendor's terms. The account is then
    /// looked up (<see cref="IVendorProvider.FindUserAsync"/>).
    /// </summary>
    public bool AddCreatesUsers { get; init; }

    /// <summary>Groups can be created.</summary>
    public bool CreateGroups { get; init; }

    /// <summary>
    /// Memberships are written by replacing the whole list. Such a vendor is not written at all from a Partial read.
    /// </summary>
    public bool ReplacesWholeGroup { get; init; }

    /// <summary>
    /// The vendor tells what it has; <see langword="false"/> where it only takes what it is told, so that its lists are what it was last
    /// told.
    /// </summary>
    public bool CanBeAsked { get; init; } = true;

    /// <summary>How many requests the vendor stands at once; <see langword="null"/> for the configured concurrency.</summary>
    public int? MaxConcurrency { get; init; }
}
