using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>What a look-up of a person's account found.</summary>
/// <param name="Account">The account; <see langword="null"/> where there is none.</param>
/// <param name="Refusal">Why no account may be used although there may be one: it is not certain whose it is.</param>
/// <param name="ByLinkAlone">Whether only the link speaks for the account: the vendor finds nobody under the person's key.</param>
/// <param name="IsNew">Whether the account was created for the person in this run.</param>
internal sealed record AccountLookup(GroupMember? Account, string? Refusal = null, bool ByLinkAlone = false, bool IsNew = false)
{
    /// <summary>Why the account could not be looked up; <see langword="null"/> where it could.</summary>
    public string? Error { get; init; }
}
