using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;

namespace LdapVendorSync.Core.Tests.Sources;

public sealed class AccountJudgeTests
{
    private const string Never = "9223372036854775807";

    private static readonly string Yesterday = FileTime(-1);
    private static readonly string Tomorrow = FileTime(1);

    [Theory]
    [InlineData("userAccountControl", "512", AccountState.Active, true)]
    [InlineData("userAccountControl", "514", AccountState.Disabled, false)]
    [InlineData("userAccountControl", "66050", AccountState.Disabled, false)]
    [InlineData("userAccountControl", "-2147483134", AccountState.Disabled, false)]
    [InlineData("userAccountControl", "garbled", null, null)]
    [InlineData("msDS-UserAccountDisabled", "TRUE", AccountState.Disabled, false)]
    [InlineData("msDS-UserAccountDisabled", "FALSE", AccountState.Active, true)]
    [InlineData("ms-DS-UserAccountAutoLocked", "TRUE", AccountState.Locked, null)]
    [InlineData("msDS-User-Account-Control-Computed", "16", AccountState.Locked, null)]
    [InlineData("msDS-User-Account-Control-Computed", "8388608", null, null)]
    [InlineData("accountExpires", "0", null, null)]
    [InlineData("accountExpires", Never, null, null)]
    [InlineData("accountExpires", "9223372036854775806", null, null)]
    [InlineData("accountExpires", "-1", null, null)]
    [InlineData("accountExpires", "1", AccountState.Expired, false)]
    [InlineData("accountExpires", "soon", null, null)]
    [InlineData("nsAccountLock", "true", AccountState.Disabled, false)]
    [InlineData("nsaccountlock", "FALSE", AccountState.Active, true)]
    [InlineData("accountUnlockTime", "19700101000000Z", AccountState.Locked, null)]
    [InlineData("accountUnlockTime", "20260301115959Z", null, null)]
    [InlineData("accountUnlockTime", "20260301120001Z", AccountState.Locked, null)]
    [InlineData("pwdAccountLockedTime", "000001010000Z", AccountState.Disabled, false)]
    [InlineData("pwdAccountLockedTime", "20240501120000Z", AccountState.Locked, null)]
    [InlineData("pwdAccountLockedTime", "garbled", null, null)]
    [InlineData("pwdAccountTmpLockoutEnd", "20260301130000Z", AccountState.Locked, null)]
    [InlineData("pwdAccountTmpLockoutEnd", "20260301110000Z", null, null)]
    [InlineData("pwdStartTime", "20260301130000Z", AccountState.Disabled, false)]
    [InlineData("pwdStartTime", "20260301110000Z", null, null)]
    [InlineData("pwdEndTime", "20260301110000Z", AccountState.Expired, false)]
    [InlineData("pwdEndTime", "20260301130000Z", null, null)]
    [InlineData("krbPrincipalExpiration", "20260301120000Z", AccountState.Expired, false)]
    [InlineData("krbPrincipalExpiration", "20260301120001Z", null, null)]
    [InlineData("shadowExpire", "1", null, null)]
    [InlineData("loginShell", "/sbin/nologin", null, null)]
    [InlineData("cn", "x", null, null)]
    public void State_is_told_by_the_attributes_of_each_directory(string attribute, string value, AccountState? state, bool? enabled)
    {
        var account = Entries.Make((attribute, value)).Judge();

        (account.State, account.Enabled).ShouldBe((state, enabled));
    }

    [Fact]
    public void Account_expires_at_the_moment_that_its_filetime_says_and_is_known_until_then()
    {
        Entries.Make(("userAccountControl", "512"), ("accountExpires", Yesterday)).Judge().State.ShouldBe(AccountState.Expired);

        var tomorrow = Entries.Make(("userAccountControl", "512"), ("accountExpires", Tomorrow)).Judge();
        (tomorrow.State, tomorrow.Enabled, tomorrow.Until).ShouldBe((AccountState.Active, true, Entries.Now.AddDays(1)));
    }

    [Fact]
    public void Gravest_of_several_states_counts()
    {
        Entries.Make(("userAccountControl", "512"), ("nsAccountLock", "true")).Judge().State.ShouldBe(AccountState.Disabled);
        Entries.Make(("userAccountControl", "514"), ("accountExpires", Yesterday)).Judge().State.ShouldBe(AccountState.Disabled);
        Entries.Make(("accountExpires", Yesterday), ("pwdAccountLockedTime", "20260301110000Z")).Judge().State
            .ShouldBe(AccountState.Expired);
    }

    [Fact]
    public void State_of_a_disabled_account_has_no_end_while_an_expiry_is_still_to_come() =>
        Entries.Make(("userAccountControl", "514"), ("accountExpires", Tomorrow)).Judge().Until.ShouldBeNull();

    [Fact]
    public void State_holds_until_the_first_moment_at_which_it_may_change() =>
        Entries.Make(("accountExpires", Tomorrow), ("krbPrincipalExpiration", "20260301130000Z")).Judge().Until
            .ShouldBe(Entries.Now.AddHours(1));

    [Fact]
    public void Locked_account_stays_what_it_was_because_anybody_can_lock_it()
    {
        var account = Entries.Make(("userAccountControl", "512"), ("msDS-User-Account-Control-Computed", "16")).Judge();

        (account.State, account.Enabled).ShouldBe((AccountState.Locked, true));
    }

    [Theory]
    [InlineData("pwdAccountTmpLockoutEnd", "20260301130000Z", 60)]
    [InlineData("msDS-User-Account-Control-Computed", "16", 0)]
    public void Locked_account_is_disabled_where_the_settings_say_so_and_no_longer_than_known(string attribute, string value, int minutes)
    {
        var account = Entries.Make(("userAccountControl", "512"), (attribute, value))
            .Judge(settings => settings with { LockedAccounts = LockedAccounts.Disabled });

        (account.State, account.Enabled, account.Until).ShouldBe((AccountState.Locked, false, Entries.Now.AddMinutes(minutes)));
    }

    [Theory]
    [InlineData("20260301115500Z", null, AccountState.Locked, null)]
    [InlineData("20240501120000Z", null, AccountState.Locked, null)]
    [InlineData("20260301115500Z", 15, AccountState.Locked, false)]
    [InlineData("20260301114459Z", 15, null, null)]
    [InlineData("20260301114500Z", 15, null, null)]
    [InlineData("99991231235959Z", 15, AccountState.Locked, false)]
    [InlineData("000001010000Z", null, AccountState.Disabled, false)]
    [InlineData("000001010000Z", 15, AccountState.Disabled, false)]
    public void Lock_that_may_be_over_disables_nobody(string since, int? minutes, AccountState? state, bool? enabled)
    {
        var account = Entries.Make(("pwdAccountLockedTime", since)).Judge(settings => settings with
        {
            LockedAccounts = LockedAccounts.Disabled,
            LockoutDuration = minutes is { } known ? TimeSpan.FromMinutes(known) : null,
        });

        (account.State, account.Enabled).ShouldBe((state, enabled));
    }

    [Fact]
    public void Lock_that_is_sure_counts_beside_one_that_may_be_over_and_no_longer_than_it_lasts()
    {
        var account = Entries.Make(("pwdAccountLockedTime", "20260301115500Z"), ("pwdAccountTmpLockoutEnd", "20260301123000Z"))
            .Judge(settings => settings with { LockedAccounts = LockedAccounts.Disabled });

        (account.State, account.Enabled, account.Until).ShouldBe((AccountState.Locked, false, Entries.Now.AddMinutes(30)));
    }

    [Fact]
    public void Lock_of_known_length_is_known_to_end() =>
        Entries.Make(("pwdAccountLockedTime", "20260301115500Z")).Judge(settings => settings with { LockoutDuration = TimeSpan.FromMinutes(15) })
            .Until.ShouldBe(Entries.Now.AddMinutes(10));

    [Theory]
    [InlineData("20512", AccountState.Expired)]
    [InlineData("20513", AccountState.Expired)]
    [InlineData("20514", null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("99999999", null)]
    public void Shadow_expiry_counts_where_the_settings_say_so(string days, AccountState? state) =>
        Entries.Make(("shadowExpire", days)).Judge(settings => settings with { ShadowExpire = true }).State.ShouldBe(state);

    [Theory]
    [InlineData("/sbin/nologin", AccountState.Disabled)]
    [InlineData("/bin/bash", null)]
    public void Login_shell_disables_an_account_where_the_settings_say_so(string shell, AccountState? state) =>
        Entries.Make(("loginShell", shell)).Judge(settings => settings with { DisabledLoginShells = ["/bin/false", "/sbin/nologin"] }).State
            .ShouldBe(state);

    [Fact]
    public void State_does_not_change_before_it_is_said_to()
    {
        var moments = Gen.Choose(-5, 5).Select(hours => Entries.Now.AddHours(hours));
        var attributes =
            Gen.Elements(
            "krbPrincipalExpiration", "pwdStartTime", "pwdEndTime", "pwdAccountTmpLockoutEnd", "accountUnlockTime", "pwdAccountLockedTime");
        var entries = Gen.ListOf(Gen.Zip(attributes, moments)).Select(pairs => pairs.DistinctBy(pair => pair.Item1).ToList());

        Prop.ForAll(Arb.From(entries), Arb.From(Gen.Elements(LockedAccounts.Enabled, LockedAccounts.Disabled)), (pairs, locked) =>
        {
            var entry = Entries.Make([.. pairs.Select(pair => (pair.Item1, Generalized(pair.Item2)))]);
            LdifSourceSettings Change(LdifSourceSettings settings) =>
                settings with { LockedAccounts = locked, LockoutDuration = TimeSpan.FromHours(2) };
            var now = entry.Judge(Change);
            for (var time = Entries.Now; time < (now.Until ?? Entries.Now.AddHours(6)); time = time.AddMinutes(30))
            {
                var later = entry.Judge(Change, time);
                later.Enabled.ShouldBe(now.Enabled);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static string FileTime(int days) => Entries.Now.AddDays(days).ToFileTime().ToString(CultureInfo.InvariantCulture);

    private static string Generalized(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);
}
