using LdapVendorSync.Core.Sync;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Members of whom a directory does not tell whether they are still there: nobody loses access for that, however long it lasts.</summary>
public sealed class UnreadableMemberTests
{
    private const string GroupDn = "cn=staff,ou=groups," + DirectorySeed.Suffix;
    private const int Runs = 5;

    private static readonly string[] Everybody = [.. Enumerable.Range(0, 10).Select(number => $"p{number}")];

    [SkippableTheory]
    [InlineData("access to dn.exact=\"{0}\" by * =d")]
    [InlineData("access to dn.exact=\"{0}\" attrs=objectClass by * none")]
    public async Task Person_who_may_not_be_read_any_more_is_never_taken_for_gone(string rule)
    {
        await using var scenario = await StartAsync();
        await using (var open = await StartServerAsync())
            await RunAsync(scenario, open);
        await using var server = await StartServerAsync(rule.Replace("{0}", Dn(4), StringComparison.Ordinal));

        for (var run = 0; run < Runs; run++)
        {
            var held = await RunAsync(scenario, server);
            held.ExitCode.ShouldBe(SyncExitCode.RemovalsHeld, held.Describe());
            held.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("could not be read");
            held.Totals.ShouldBe(new SyncTotals { Blocked = 1, Unchanged = 9 }, held.Describe());
        }

        scenario.Vendor.Store.MemberNames("users").ShouldBe(Everybody, ignoreOrder: true);
    }

    [SkippableFact]
    public async Task Person_on_another_server_that_is_not_asked_is_never_taken_for_gone()
    {
        await using var scenario = await StartAsync();
        await using (var open = await StartServerAsync(people: AsPeople()))
            await RunAsync(scenario, open);
        scenario.Vendor.Store.MemberNames("users").ShouldContain("r00001");
        await using var server = await StartServerAsync(people: AsReferral());

        for (var run = 0; run < Runs; run++)
        {
            var held = await RunAsync(scenario, server);
            held.Totals.Blocked.ShouldBe(1, held.Describe());
            held.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("could not be read");
        }

        scenario.Vendor.Store.MemberNames("users").ShouldContain("r00001");
    }

    [SkippableFact]
    public async Task Server_that_a_followed_referral_names_and_that_is_down_holds_every_removal()
    {
        await using var scenario = await StartAsync();
        await using (var open = await StartServerAsync(people: AsPeople()))
            await RunAsync(scenario, open);
        await using var server = await StartServerAsync(people: AsReferral());
        await server.ModifyAsync($"dn: {GroupDn}\nchangetype: modify\ndelete: member\nmember: {Dn(9)}\n");

        for (var run = 0; run < Runs; run++)
        {
            var held = await RunAsync(scenario, server, "referrals: follow");
            held.Totals.Blocked.ShouldBe(2, held.Describe());
            held.Vendors[0].Groups[0].BlockedBy.ShouldContain(reason => reason.Contains("could not be asked"));
        }
    }

    [SkippableFact]
    public async Task People_who_lose_what_the_filter_asks_for_all_at_once_keep_access_until_that_is_allowed()
    {
        const string Filter = "user_filter: (employeeType=staff)";
        await using var scenario = await StartAsync();
        await using (var open = await StartServerAsync())
            await RunAsync(scenario, open, Filter);
        await using var server = await StartServerAsync(
            $"access to dn.regex=\"uid=p(4|5|6),ou=people,{DirectorySeed.Suffix}\" attrs=employeeType by * none");

        for (var run = 0; run < Runs; run++)
        {
            var held = await RunAsync(scenario, server, Filter);
            held.Totals.ShouldBe(new SyncTotals { Blocked = 3, Unchanged = 7 }, held.Describe());
            held.Vendors[0].Groups[0].BlockedBy.ShouldHaveSingleItem().ShouldContain("'employeeType' is absent or not readable");
        }

        (await scenario.RunAsync(new SyncOptions { AllowRemovals = true })).Totals.Removed.ShouldBe(3);
    }

    [SkippableTheory]
    [InlineData("replace: employeeType\nemployeeType: guest")]
    [InlineData("delete: employeeType")]
    public async Task Person_whom_the_filter_leaves_out_from_now_on_is_removed(string change)
    {
        const string Filter = "user_filter: (employeeType=staff)";
        await using var scenario = await StartAsync();
        await using var server = await StartServerAsync();
        await RunAsync(scenario, server, Filter);
        await server.ModifyAsync($"dn: {Dn(4)}\nchangetype: modify\n{change}\n");

        var run = await RunAsync(scenario, server, Filter);

        run.Totals.ShouldBe(new SyncTotals { Removed = 1, Unchanged = 9 }, run.Describe());
    }

    private static async Task<SyncScenario> StartAsync()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        var scenario = await SyncScenario.StartAsync();
        scenario.SourceGroupName = GroupDn;
        scenario.Settings = "guards: { max_removal_percent: none, max_source_shrink_percent: none }";
        return scenario;
    }

    private static Task<SlapdServer> StartServerAsync(string rules = "", string people = "") => SlapdServer.StartAsync(new SlapdOptions
    {
        Seed = new DirectorySeed { ExtraLdif = Staff() + people + Group(people.Length > 0) },
        AccessRules = rules,
    });

    private static Task<SyncRun> RunAsync(SyncScenario scenario, SlapdServer server, string more = "")
    {
        scenario.OtherSource = $"""
            type: ldap
            server_url: {server.Url}
            bind_dn: {DirectorySeed.ReaderDn}
            bind_password: {DirectorySeed.Password}
            {more}
            """;
        return scenario.RunAsync();
    }

    private static string Dn(int number) => $"uid=p{number},ou=people,{DirectorySeed.Suffix}";

    // With ids of their own, so that they are the same people on every server.
    private static string Staff() => string.Concat(Enumerable.Range(0, 10).Select(number =>
        $"dn: {Dn(number)}\nobjectClass: inetOrgPerson\nuid: p{number}\ncn: P {number}\nsn: P\nmail: p{number}@example.test\n"
        + $"employeeType: staff\nentryUUID: 6f9619ff-8b86-d011-b42d-00cf4fc9640{number}\n\n"));

    private static string AsPeople() => $"dn: ou=branch,{DirectorySeed.Suffix}\nobjectClass: organizationalUnit\nou: branch\n\n"
        + $"dn: uid=r00001,ou=branch,{DirectorySeed.Suffix}\nobjectClass: inetOrgPerson\nuid: r00001\ncn: R\nsn: R\n"
        + "mail: r@example.test\n\n";

    // Nobody listens at port 1.
    private static string AsReferral() => $"dn: ou=branch,{DirectorySeed.Suffix}\nobjectClass: referral\n"
        + $"objectClass: extensibleObject\nou: branch\nref: ldap://127.0.0.1:1/ou=branch,{DirectorySeed.Suffix}\n\n";

    private static string Group(bool hasBranch) => $"dn: {GroupDn}\nobjectClass: groupOfNames\ncn: staff\n"
        + "entryUUID: 6f9619ff-8b86-d011-b42d-00cf4fc964ff\n"
        + string.Concat(Enumerable.Range(0, 10).Select(number => $"member: {Dn(number)}\n"))
        + (hasBranch ? $"member: uid=r00001,ou=branch,{DirectorySeed.Suffix}\n\n" : "\n");
}
