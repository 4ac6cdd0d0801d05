using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Tests.Sync.Incremental;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Accounts that OpenLDAP's password policy has really locked. Its lock lasts a minute; the attribute that tells stays.</summary>
public sealed class LdapLockedAccountTests
{
    private const int Victim = 2;
    private const int FailuresAllowed = 3;

    [SkippableFact]
    public async Task Lock_of_openldap_disables_for_as_endlessas_the_settings_say_and_nobody_where_they_do_not()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync();
        await LockAsync(server);
        var minute = TimeSpan.FromMinutes(1);

        var unknown = await ReadAsync(server, lockoutDuration: null, TimeSpan.Zero);
        var on = await ReadAsync(server, minute, TimeSpan.Zero);
        var over = await ReadAsync(server, minute, TimeSpan.FromMinutes(5));
        var endless = await ReadAsync(server, TimeSpan.FromDays(3650), TimeSpan.FromMinutes(5));

        (unknown.AccountState, unknown.Enabled).ShouldBe((AccountState.Locked, null));
        (on.AccountState, on.Enabled).ShouldBe((AccountState.Locked, false));
        on.AccountStateUntil!.Value.ShouldBeInRange(DateTimeOffset.UtcNow - minute, DateTimeOffset.UtcNow + minute);
        (over.AccountState, over.Enabled).ShouldBe((null, null));
        (endless.AccountState, endless.Enabled).ShouldBe((AccountState.Locked, false));
    }

    private static async Task LockAsync(SlapdServer server)
    {
        for (var i = 0; i < FailuresAllowed; i++)
        {
            await using var source = server.Open(settings => settings with
            {
                BindDn = DirectorySeed.PersonDn(Victim),
                BindPassword = new Secret("wrong"),
            });
            (await source.ReadAllAsync(DirectorySeed.TeamDn(0))).Read.ShouldHaveFailed(SourceFailure.Authentication);
        }

        var entry = await server.LdapSearchAsync("-b", DirectorySeed.PersonDn(Victim), "-s", "base", "pwdAccountLockedTime");
        entry.ShouldContain("pwdAccountLockedTime: 2");
    }

    private static async Task<GroupMember> ReadAsync(SlapdServer server, TimeSpan? lockoutDuration, TimeSpan later)
    {
        await using var source = LdapTesting.Open(
            server.Url,
            settings => settings with { LockedAccounts = LockedAccounts.Disabled, LockoutDuration = lockoutDuration },
            timeProvider: new ShiftedClock { Shift = later });
        var (members, read) = await source.ReadAllAsync(DirectorySeed.TeamDn(0));
        read.ShouldBeComplete();
        return members.Single(member => member.UserName == DirectorySeed.Uid(Victim));
    }
}
