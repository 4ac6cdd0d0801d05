using System.Globalization;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Directories.Accounts;

/// <summary>The ways in which the directories in use keep the state of an account.</summary>
internal static class AccountRules
{
    private const int AccountDisable = 0x2;
    private const int Lockout = 0x10;

    // What 389 Directory Server writes where only an administrator can end a lock.
    private static readonly DateTimeOffset NoUnlock = DateTimeOffset.UnixEpoch;

    /// <summary>Active Directory's <c>userAccountControl</c>, bit 2 (MS-ADTS section 2.2.16).</summary>
    public static AccountRule UserAccountControl { get; } =
        Flag("userAccountControl", AccountDisable, AccountState.Disabled, AccountState.Active);

    /// <summary>
    /// Whether the lock of an account is still on, as a domain controller works it out of <c>lockoutTime</c> and the policy that applies
    /// (MS-ADTS section 3.1.1.4.5.17). <c>lockoutTime</c> itself stays after the lock has ended.
    /// </summary>
    public static AccountRule ComputedControl { get; } = Flag("msDS-User-Account-Control-Computed", Lockout, AccountState.Locked, null);

    /// <summary>AD LDS: disabled (MS-ADTS section 3.1.1.4.5, <c>msDS-UserAccountDisabled</c>).</summary>
    public static AccountRule UserAccountDisabled { get; } =
        Boolean("msDS-UserAccountDisabled", AccountState.Disabled, AccountState.Active);

    /// <summary>AD LDS: locked after wrong passwords.</summary>
    public static AccountRule AutoLocked { get; } = Boolean("ms-DS-UserAccountAutoLocked", AccountState.Locked, null);

    /// <summary>Active Directory's <c>accountExpires</c>: a FILETIME, or 0 or the highest number for never (MS-ADA1 section 2.3).</summary>
    public static AccountRule AccountExpires { get; } = End("accountExpires", DirectoryTime.ParseFileTime);

    /// <summary>389 Directory Server and its relatives: disabled by an administrator, by hand or by a role.</summary>
    public static AccountRule AccountLock { get; } = Boolean("nsAccountLock", AccountState.Disabled, AccountState.Active);

    /// <summary>389 Directory Server: when the lock after wrong passwords ends.</summary>
    public static AccountRule UnlockTime { get; } = Each("accountUnlockTime", (text, now) => DirectoryTime.ParseGeneralized(text) switch
    {
        { } end when end == NoUnlock => new AccountVerdict(AccountState.Locked),
        { } end when end > now => new AccountVerdict(AccountState.Locked, end),
        _ => null,
    });

    /// <summary>Password policy, where nobody knows how long a lock lasts.</summary>
    public static AccountRule LockedTime { get; } = LockedSince(lockoutDuration: null);

    /// <summary>OpenLDAP 2.5 and later: when a delay after wrong passwords ends (slapo-ppolicy).</summary>
    public static AccountRule TemporaryLockEnd { get; } = Each("pwdAccountTmpLockoutEnd", (text, now) =>
        DirectoryTime.ParseGeneralized(text) is { } end && end > now ? new AccountVerdict(AccountState.Locked, end) : null);

    /// <summary>The time before which the account is not valid (draft-behera-ldap-password-policy-10 section 5.3.9).</summary>
    public static AccountRule StartTime { get; } = Each("pwdStartTime", (text, now) =>
        DirectoryTime.ParseGeneralized(text) is { } start && start > now ? new AccountVerdict(AccountState.Disabled, start) : null);

    /// <summary>The time after which the account is not valid (draft-behera-ldap-password-policy-10 section 5.3.10).</summary>
    public static AccountRule EndTime { get; } = End("pwdEndTime", DirectoryTime.ParseGeneralized);

    /// <summary>FreeIPA and other directories behind an MIT KDC: when the principal expires.</summary>
    public static AccountRule KerberosExpiration { get; } = End("krbPrincipalExpiration", DirectoryTime.ParseGeneralized);

    /// <summary>The shadow file's expiry, in days since 1970 (RFC 2307 section 3, shadow(5)); 0 and less for never.</summary>
    public static AccountRule ShadowExpire { get; } = End("shadowExpire", DirectoryTime.ParseDays);

    /// <summary>Every way that is known, for a directory of which nothing is known.</summary>
    public static IReadOnlyList<AccountRule> All { get; } =
    [
        UserAccountControl, ComputedControl, UserAccountDisabled, AutoLocked, AccountExpires, AccountLock, UnlockTime, LockedTime,
        TemporaryLockEnd, StartTime, EndTime, KerberosExpiration,
    ];

    /// <summary>
    /// Password policy (draft-behera-ldap-password-policy-10 section 5.3.3): a fixed value for "until an administrator unlocks it", any
    /// other for the moment of a lock after wrong passwords. It stays after the lock has ended, until the next good password. When that is
    /// (<c>pwdLockoutDuration</c>) stands in the policy, which few accounts may read.
    /// </summary>
    public static AccountRule LockedSince(TimeSpan? lockoutDuration) => Each("pwdAccountLockedTime", (text, now) =>
    {
        if (text == "000001010000Z")
            return new AccountVerdict(AccountState.Disabled);
        if (DirectoryTime.ParseGeneralized(text) is not { } start)
            return null;
        if (lockoutDuration is not { } duration)
            return new AccountVerdict(AccountState.Locked, MayBeOver: true);
        var end = start < DateTimeOffset.MaxValue - duration ? start + duration : DateTimeOffset.MaxValue;
        return end > now ? new AccountVerdict(AccountState.Locked, end) : null;
    });

    /// <summary>Accounts are disabled by giving them one of these shells.</summary>
    public static AccountRule LoginShell(IEnumerable<string> disabled)
    {
        var shells = disabled.ToHashSet(StringComparer.Ordinal);
        return Each("loginShell", (text, _) => shells.Contains(text.Trim()) ? new AccountVerdict(AccountState.Disabled) : null);
    }

    private static AccountRule Flag(string attribute, int flag, AccountState whenSet, AccountState? otherwise) => Each(
        attribute,
        (text, _) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var flags)
            ? new AccountVerdict((flags & flag) != 0 ? whenSet : otherwise)
            : null);

    private static AccountRule Boolean(string attribute, AccountState whenTrue, AccountState? whenFalse) => Each(
        attribute, (text, _) => bool.TryParse(text, out var isTrue) ? new AccountVerdict(isTrue ? whenTrue : whenFalse) : null);

    private static AccountRule End(string attribute, Func<string, DateTimeOffset?> parse) => Each(
        attribute,
        (text, now) => parse(text) switch
        {
            null => null,
            { } end when end <= now => new AccountVerdict(AccountState.Expired),
            { } end => new AccountVerdict(null, end),
        });

    // The attributes are single-valued everywhere. Should one have several values all the same, their order must not matter.
    private static AccountRule Each(string attribute, Func<string, DateTimeOffset, AccountVerdict?> judge) => new(
        [attribute],
        (entry, now) => entry.Texts(attribute)
            .Order(StringComparer.Ordinal)
            .Select(text => judge(text, now))
            .FirstOrDefault(verdict => verdict is not null));
}
