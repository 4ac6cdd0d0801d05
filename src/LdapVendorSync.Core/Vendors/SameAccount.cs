using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors;

/// <summary>Whether an account that turned up under somebody's key is theirs.</summary>
internal static class SameAccount
{
    /// <summary>What speaks against it: an account of that name may have been there before, and be somebody else's.</summary>
    /// <param name="key">The key by which the account was found.</param>
    /// <param name="person">The person whose account was to be made.</param>
    /// <param name="found">The account.</param>
    /// <returns>Why it is somebody else's, or <see langword="null"/> where nothing says so.</returns>
    public static string? FindContradiction(MatchKey key, GroupMember person, GroupMember found) =>
        Differs(person, found, AttributeNames.UserName) || Differs(person, found, AttributeNames.Email)
            ? $"account {found.Id} has {key}, but belongs to somebody with other details ({found.Label}, {found.Email})"
            : null;

    private static bool Differs(GroupMember one, GroupMember other, string attribute) =>
        MatchKey.Of(one, attribute) is { } mine && MatchKey.Of(other, attribute) is { } theirs && mine != theirs;
}
