using System.Globalization;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Tells from a person's entry whether the account is disabled, in the ways of the directories in use.</summary>
/// <remarks>
/// Active Directory: <c>userAccountControl</c> bit 2 (MS-ADTS section 2.2.16), AD LDS: <c>msDS-UserAccountDisabled</c>. 389 Directory
/// Server and its relatives: <c>nsAccountLock</c>. Password policy (draft-behera-ldap-password-policy section 5.3.3):
/// <c>pwdAccountLockedTime</c> with its fixed value for "until an administrator unlocks it"; any other value is a lock that ends by itself,
/// after too many wrong passwords. A <c>loginShell</c> such as <c>/sbin/nologin</c> says nothing: many people without a shell use
/// applications.
/// </remarks>
internal static class AccountStatus
{
    private const string UserAccountControl = "userAccountControl";
    private const string UserAccountDisabled = "msDS-UserAccountDisabled";
    private const string AccountLock = "nsAccountLock";
    private const string LockedTime = "pwdAccountLockedTime";

    private const string LockedForGood = "000001010000Z";
    private const int AccountDisable = 0x2;

    /// <summary>The attributes that tell. Some are operational: they come only when asked for by name.</summary>
    public static IReadOnlyList<string> Attributes { get; } = [UserAccountControl, UserAccountDisabled, AccountLock, LockedTime];

    /// <summary>Whether the account may be used, or <see langword="null"/> where no attribute tells.</summary>
    public static bool? IsEnabled(DirectoryEntry entry)
    {
        bool?[] answers =
            [IsEnabledByControl(entry), IsUnset(entry, UserAccountDisabled), IsUnset(entry, AccountLock), IsEnabledByLockedTime(entry)];
        if (answers.Contains(false))
            return false;
        return answers.Contains(true) ? true : null;
    }

    private static bool? IsEnabledByControl(DirectoryEntry entry) =>
        int.TryParse(FirstText(entry, UserAccountControl), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var flags)
            ? (flags & AccountDisable) == 0
            : null;

    private static bool? IsUnset(DirectoryEntry entry, string attribute) =>
        bool.TryParse(FirstText(entry, attribute), out var isSet) ? !isSet : null;

    private static bool? IsEnabledByLockedTime(DirectoryEntry entry) =>
        entry.Texts(LockedTime).Contains(LockedForGood) ? false : null;

    private static string? FirstText(DirectoryEntry entry, string attribute) => entry.Texts(attribute).FirstOrDefault();
}
