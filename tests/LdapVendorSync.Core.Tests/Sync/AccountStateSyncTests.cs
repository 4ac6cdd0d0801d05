using System.Globalization;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>What becomes of people whose account at the source may not be used, from the directory to the vendor.</summary>
public sealed class AccountStateSyncTests
{
    private static readonly (string, string) Expired = ("krbPrincipalExpiration", "20200101000000Z");
    private static readonly (string, string) Locked =
        ("pwdAccountLockedTime", DateTime.UtcNow.AddDays(-1).ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("remove", ChangeAction.Remove, "they do not count as members")]
    [InlineData("disable", ChangeAction.Disable, "they are disabled at the vendor")]
    public async Task Disabled_and_expired_people_lose_access_and_locked_ones_do_not(string policy, ChangeAction action, string consequence)
    {
        await using var scenario = await StartAsync(policy);
        await scenario.RunAsync();
        Change(scenario);

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Removed = 2, Unchanged = 8 }, run.Describe());
        run.Changes.ShouldAllBe(outcome => outcome.Change.Action == action);
        run.Changes.Single(outcome => outcome.Change.User == "user00002").Change.Reason.ShouldContain("expired");
        var reasons = run.Vendors[0].Groups[0].Reasons;
        reasons.ShouldContain(reason => reason.Contains($"1 is disabled, 1 is expired: {consequence}"));
        reasons.ShouldContain(reason => reason.Contains("1 of the members' accounts is locked"));
        (await scenario.RunAsync()).Totals.Changes.ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_loses_access_where_disabled_people_are_kept()
    {
        await using var scenario = await StartAsync("keep");
        await scenario.RunAsync();
        Change(scenario);

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Unchanged = 10 }, run.Describe());
        run.Vendors[0].Groups[0].Reasons.ShouldContain(reason => reason.Contains("they count as members all the same"));
    }

    [Fact]
    public async Task Lock_that_may_be_over_takes_nobodys_access_away()
    {
        await using var scenario = await StartAsync("remove");
        await scenario.RunAsync();
        Change(scenario);
        scenario.SourceSettings = "locked_accounts: disabled";

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Removed = 2, Unchanged = 8 }, run.Describe());
        run.Vendors[0].Groups[0].Reasons.ShouldContain(reason => reason.Contains("lockout_duration is not set"));
    }

    [Fact]
    public async Task Locked_people_lose_access_where_the_source_says_so()
    {
        await using var scenario = await StartAsync("remove");
        await scenario.RunAsync();
        Change(scenario);
        scenario.SourceSettings = "locked_accounts: disabled\nlockout_duration: 3650d";

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Removed = 3, Unchanged = 7 }, run.Describe());
        run.Changes.Single(outcome => outcome.Change.User == "user00003").Change.Reason.ShouldContain("locked");
    }

    private static async Task<SyncScenario> StartAsync(string policy)
    {
        var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 10);
        scenario.VendorSettings = [$"disabled_members: {policy}"];
        return scenario;
    }

    private static void Change(SyncScenario scenario)
    {
        scenario.Source.Change("id-00001", person => person with { Disabled = true });
        scenario.Source.Change("id-00002", person => person with { More = Expired });
        scenario.Source.Change("id-00003", person => person with { More = Locked });
    }
}
