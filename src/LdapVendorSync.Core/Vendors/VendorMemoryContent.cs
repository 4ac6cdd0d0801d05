using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors;

/// <summary>What is remembered of a vendor. Nothing at all where it was never told anything, or the history was lost.</summary>
public sealed record VendorMemoryContent
{
    /// <summary>The accounts.</summary>
    public IReadOnlyList<RememberedAccount> Accounts { get; init; } = [];

    /// <summary>The groups.</summary>
    public IReadOnlyList<VendorGroup> Groups { get; init; } = [];

    /// <summary>Who is in which group.</summary>
    public IReadOnlyList<RememberedMembership> Memberships { get; init; } = [];

    /// <summary>Where the uploads of each part stand.</summary>
    public IReadOnlyList<RememberedUpload> Uploads { get; init; } = [];
}

/// <summary>A change of what is remembered: first what is forgotten goes, then what is new or different comes.</summary>
public sealed record VendorMemoryChange
{
    /// <summary>Accounts that are new or different, by their id.</summary>
    public IReadOnlyList<RememberedAccount> Accounts { get; init; } = [];

    /// <summary>The ids of accounts that are gone, with their memberships.</summary>
    public IReadOnlyList<string> ForgottenAccounts { get; init; } = [];

    /// <summary>Groups that are new or have another name, by their id.</summary>
    public IReadOnlyList<VendorGroup> Groups { get; init; } = [];

    /// <summary>Memberships that are new or different.</summary>
    public IReadOnlyList<RememberedMembership> Memberships { get; init; } = [];

    /// <summary>Memberships that are gone.</summary>
    public IReadOnlyList<RememberedMembership> ForgottenMemberships { get; init; } = [];

    /// <summary>Uploads that began or ended, by their part.</summary>
    public IReadOnlyList<RememberedUpload> Uploads { get; init; } = [];
}

/// <summary>An account that a vendor was told of.</summary>
/// <param name="Account">The account as it was last sent.</param>
/// <param name="IsInDoubt">Whether it was sent, or taken back, without an answer that confirmed it: the vendor may have it, or have it otherwise.</param>
public sealed record RememberedAccount(GroupMember Account, bool IsInDoubt = false);

/// <summary>A membership that a vendor was told of.</summary>
/// <param name="GroupId">The group's id.</param>
/// <param name="AccountId">The account's id.</param>
/// <param name="IsInDoubt">Whether it was sent, or taken back, without an answer that confirmed it.</param>
public sealed record RememberedMembership(string GroupId, string AccountId, bool IsInDoubt = false);

/// <summary>Where the uploads of one part of a vendor (its people, its teams) stand.</summary>
/// <param name="Part">The part.</param>
/// <param name="BeganAt">When the last one began.</param>
/// <param name="ConfirmedAt">When the vendor last confirmed an upload of the part; <see langword="null"/> where it never did.</param>
/// <param name="IsOpen">Whether the last upload was not confirmed: the vendor may hold a part of it.</param>
public sealed record RememberedUpload(string Part, DateTimeOffset BeganAt, DateTimeOffset? ConfirmedAt, bool IsOpen);
