using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Tracing;

/// <summary>Why somebody is still in a group: what holds the removal, what it waits for, who else had a hand in it.</summary>
public sealed class HeldTraceTests
{
    [Fact]
    public async Task Removal_limit_is_told_with_threshold_and_value()
    {
        await using var scenario = await SyncedAsync();
        for (var number = 1; number <= 6; number++)
            scenario.Source.Leave("staff", $"id-{number:D5}");

        var trace = await scenario.TraceAsync("user00003");

        trace.Membership.ShouldBe(TracedMembership.Member);
        trace.Person.SourceId.ShouldBe("id-00003", trace.Describe());
        var held = trace.ShouldFind(TraceFindingKind.Held);
        held.Data["rule"].ShouldBe("removal limit");
        held.Data["held"].ShouldBe(6);
        held.Sentence.ShouldContain("6 of 20 members are 30 %, more than max_removal_percent 20");
        trace.Verdict.ShouldStartWith("First3 Last3 (user00003) is still in 'users' at 'App1' because the removal is held. Removal limit: ");
        trace.ExitCode.ShouldBe(SyncExitCode.Done);
    }

    [Fact]
    public async Task What_becomes_of_an_account_without_a_group_is_told()
    {
        await using var scenario = await SyncedAsync();
        scenario.VendorSettings = ["orphans: disable"];
        scenario.Source.Leave("staff", "id-00003");

        (await scenario.TraceAsync("user00003")).ShouldFind(TraceFindingKind.NextRun).Sentence
            .ShouldEndWith("If that is their last group, their account is disabled then (orphans: disable).");
    }

    [Fact]
    public async Task Removal_that_nothing_holds_is_told()
    {
        await using var scenario = await SyncedAsync();
        scenario.Source.Leave("staff", "id-00003");

        var trace = await scenario.TraceAsync("user00003");

        trace.ShouldFind(TraceFindingKind.NextRun).Data["action"].ShouldBe("remove");
        trace.ShouldNotFind(TraceFindingKind.Held);
        trace.ShouldFind(TraceFindingKind.NotSourceMember);
        trace.Verdict.ShouldContain("but a run would take that away because the source group");
    }

    [Fact]
    public async Task Partial_read_of_the_vendor_is_told_and_claims_nothing_of_who_was_not_seen()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 500);
        scenario.Vendor.Store.SeedNumbered("users", 500);
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.RepeatPage, Method = "GET", Path = "^/groups/" });

        var unseen = await scenario.TraceAsync("leaver");
        unseen.Membership.ShouldBe(TracedMembership.Unknown, unseen.Describe());
        unseen.ShouldFind(TraceFindingKind.IncompleteRead).Data["group"].ShouldBe("users");
        unseen.Verdict.ShouldStartWith("Whether leaver is in 'users' at 'App1' is not known");

        scenario.Source.Leave("staff", "id-00001");
        var held = await scenario.TraceAsync("user00001");
        held.Membership.ShouldBe(TracedMembership.Member);
        held.ShouldFind(TraceFindingKind.Held).Data["rule"].ShouldBe("incomplete read");
    }

    [Fact]
    public async Task Protected_person_is_told()
    {
        await using var scenario = await SyncedAsync();
        scenario.Mappings[0] = ("staff", "users", "protected_users: [user00003]");
        scenario.Source.Leave("staff", "id-00003");

        var held = (await scenario.TraceAsync("user00003")).ShouldFind(TraceFindingKind.Held);

        held.Data["rule"].ShouldBe("protection");
        held.Sentence.ShouldContain("protected_users names them");
    }

    [Fact]
    public async Task Grace_is_told_with_what_remains_of_it()
    {
        await using var scenario = await SyncedAsync();
        scenario.Mappings[0] = ("staff", "users", "remove_after: 3 runs");
        scenario.Source.Leave("staff", "id-00003");

        (await scenario.TraceAsync("user00003")).ShouldFind(TraceFindingKind.Waiting).Data["runsLeft"].ShouldBe(4);
        for (var left = 3; left >= 2; left--)
        {
            await scenario.RunAsync();
            var trace = await scenario.TraceAsync("user00003");
            trace.ShouldFind(TraceFindingKind.Waiting).Data["runsLeft"].ShouldBe(left, trace.Describe());
            trace.Verdict.ShouldContain("because the removal waits: remove_after '3 runs' is not over");
        }

        await scenario.RunAsync();
        (await scenario.TraceAsync("user00003")).ShouldFind(TraceFindingKind.NextRun).Data["action"].ShouldBe("remove");
        (await scenario.RunAsync()).Totals.Removed.ShouldBe(1, "the run that the answer foretold");
    }

    [Fact]
    public async Task Reference_that_leads_nowhere_is_told()
    {
        await using var scenario = await SyncedAsync();
        scenario.Source.Persons.Remove("id-00003");

        var trace = await scenario.TraceAsync("user00003");

        trace.ShouldFind(TraceFindingKind.Dangling).Sentence.ShouldContain("uid=id-00003,ou=people,dc=example,dc=test");
        trace.ShouldFind(TraceFindingKind.Held).Data["rule"].ShouldBe("dangling member");
    }

    [Fact]
    public async Task Error_of_the_vendor_in_the_last_run_is_told()
    {
        await using var scenario = await SyncedAsync();
        scenario.Source.With("staff", new Person("id-bob", "bob"));
        scenario.Vendor.Faults.Add(new Fault
        {
            Kind = FaultKind.Status,
            Status = 422,
            Body = "no licence left",
            Method = "POST",
            Users = ["bob"],
        });
        await scenario.RunAsync();

        var trace = await scenario.TraceAsync("bob");

        trace.Membership.ShouldBe(TracedMembership.NotMember);
        var failed = trace.ShouldFind(TraceFindingKind.Change);
        failed.Data["result"].ShouldBe("Failed");
        failed.Data["error"].ToString().ShouldNotBeNull().ShouldContain("no licence left");
        trace.Verdict.ShouldContain("The last try failed: ");
    }

    [Fact]
    public async Task Person_whom_somebody_else_took_out_is_told()
    {
        await using var scenario = await SyncedAsync();
        var account = scenario.Vendor.Store.FindByName("user00003")!;
        scenario.Vendor.Store.Remove("users", account.Id);

        var trace = await scenario.TraceAsync("user00003");

        trace.Membership.ShouldBe(TracedMembership.NotMember);
        trace.ShouldFind(TraceFindingKind.ChangedElsewhere).Sentence.ShouldContain("somebody or something else took them out");
        trace.ShouldFind(TraceFindingKind.NextRun).Data["action"].ShouldBe("add");
    }

    [Fact]
    public async Task Person_whom_somebody_else_put_back_is_told()
    {
        await using var scenario = await SyncedAsync();
        scenario.Source.Leave("staff", "id-00003");
        await scenario.RunAsync();
        scenario.Vendor.Store.Add("users", scenario.Vendor.Store.FindByName("user00003")!.Id);

        var trace = await scenario.TraceAsync("user00003");

        trace.ShouldFind(TraceFindingKind.ChangedElsewhere).Sentence.ShouldContain("somebody or something else put them in");
        trace.ShouldFind(TraceFindingKind.Change, "removed them");
    }

    [Theory]
    [InlineData("remove", "remove", "a run would take them out")]
    [InlineData("keep", "none", "unmanaged_members leaves them alone")]
    public async Task Person_whom_another_administrator_put_in_is_told(string policy, string action, string verdict)
    {
        await using var scenario = await SyncedAsync();
        scenario.Mappings[0] = ("staff", "users", $"unmanaged_members: {policy}");
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "guest" });

        var trace = await scenario.TraceAsync("guest");

        trace.Membership.ShouldBe(TracedMembership.Member);
        trace.Person.SourceId.ShouldBeNull();
        trace.ShouldFind(TraceFindingKind.Unmanaged);
        trace.ShouldFind(TraceFindingKind.NoSourceEntry);
        trace.ShouldFind(TraceFindingKind.NextRun).Data["action"].ShouldBe(action);
        trace.Verdict.ShouldContain("neither the source nor a run put them there");
        trace.Verdict.ShouldContain(verdict);
    }

    [Fact]
    public async Task Group_that_no_mapping_leads_to_is_told()
    {
        await using var scenario = await SyncedAsync();
        scenario.Vendor.Store.Seed("admins", new VendorUser { Username = "user00003" });

        var trace = await scenario.TraceAsync("user00003", "admins");

        trace.Membership.ShouldBe(TracedMembership.Member);
        trace.ShouldFind(TraceFindingKind.NoMapping).Sentence.ShouldContain("it leads to 'users'");
        trace.Verdict.ShouldContain("but not by this configuration: no mapping");
    }

    [Fact]
    public async Task Source_that_cannot_be_read_leaves_what_vendor_and_history_know()
    {
        await using var scenario = await SyncedAsync();
        scenario.OtherSource = "type: ldif\nfile: gone.ldif";

        var trace = await scenario.TraceAsync("user00003");

        trace.ExitCode.ShouldBe(SyncExitCode.NoSourceReadable);
        trace.Membership.ShouldBe(TracedMembership.Member, trace.Describe());
        trace.ShouldFind(TraceFindingKind.SourceUnreadable).Sentence.ShouldContain("gone.ldif");
        trace.ShouldFind(TraceFindingKind.Change, "added them");
        trace.Verdict.ShouldContain("is in 'users' at 'App1'; why cannot be said now");
        (await Should.ThrowAsync<TraceException>(() => scenario.TraceAsync("nobody"))).ExitCode.ShouldBe(SyncExitCode.NoSourceReadable);
    }

    [Fact]
    public async Task Vendor_that_cannot_be_read_leaves_what_source_and_history_know()
    {
        await using var scenario = await SyncedAsync();
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500 });

        var trace = await scenario.TraceAsync("user00003");

        trace.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        trace.Membership.ShouldBe(TracedMembership.Unknown);
        trace.ShouldFind(TraceFindingKind.SourceMember);
        trace.ShouldFind(TraceFindingKind.VendorUnreadable);
        trace.ShouldFind(TraceFindingKind.Change, "added them");
        trace.Verdict.ShouldStartWith("Whether First3 Last3 (user00003) is in 'users' at 'App1' is not known");
    }

    [Fact]
    public async Task Damaged_history_is_told_and_stays_as_it_is()
    {
        await using var scenario = await SyncedAsync();
        var file = Path.Combine(scenario.StateDirectory, "history.db");
        File.WriteAllText(file, new string('x', 5000));
        scenario.Source.Leave("staff", "id-00003");

        var trace = await scenario.TraceAsync("user00003");

        trace.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        trace.ShouldFind(TraceFindingKind.NoHistory).Sentence.ShouldContain("damaged");
        trace.ShouldFind(TraceFindingKind.Held).Data["rule"].ShouldBe("history lost");
        trace.Describe().ShouldNotContain(Path.GetTempPath() + "ldap-vendor-sync-");
        File.ReadAllText(file).ShouldStartWith("xxx");
        Directory.GetFiles(scenario.StateDirectory, "*damaged*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_part_of_a_union_is_told()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Mappings[0] = ("staff", "users", "combine: union");
        scenario.Mappings.Add(("guests", "users", "combine: union"));
        scenario.Source.WithNumbered("staff", 3).With("guests", new Person("id-bob", "bob"));

        var trace = await scenario.TraceAsync("bob");

        trace.Findings.Count(finding => finding.Kind == TraceFindingKind.Mapping).ShouldBe(2);
        trace.ShouldFind(TraceFindingKind.SourceMember).Data["sourceGroup"].ShouldBe(DirectoryFile.GroupDn("guests"));
        trace.ShouldFind(TraceFindingKind.NotSourceMember).Data["sourceGroup"].ShouldBe(DirectoryFile.GroupDn("staff"));
        trace.ShouldFind(TraceFindingKind.NextRun).Data["action"].ShouldBe("add");
    }

    [Fact]
    public async Task Mapping_that_cannot_be_synced_is_told()
    {
        await using var scenario = await SyncedAsync();
        scenario.Mappings.Add(("staff", "missing", null));

        var trace = await scenario.TraceAsync("user00003", "missing");

        trace.Membership.ShouldBe(TracedMembership.Unknown, "this vendor does not tell a missing group from an unreadable one");
        trace.ShouldFind(TraceFindingKind.MappingFailed).Sentence.ShouldContain("is there such a group?");
        trace.ShouldFind(TraceFindingKind.SourceMember);
    }

    private static async Task<SyncScenario> SyncedAsync()
    {
        var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 20);
        await scenario.RunAsync();
        return scenario;
    }
}
