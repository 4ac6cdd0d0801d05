using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Tracing;

/// <summary>Why somebody was or was not in a group at some time, from the history alone.</summary>
public sealed class PastTraceTests
{
    [Fact]
    public async Task Member_of_then_is_explained_without_asking_any_server()
    {
        await using var past = await PastScenario.StartAsync();
        past.Scenario.Source.Leave("staff", "id-00003");
        past.Scenario.Source.Nest("staff", "engineering").Nest("engineering", "platform").Nest("platform", "sre")
            .With("sre", Person.Numbered(3)).With("sre", Person.Numbered(4));
        await past.RunAsync();
        await past.RunAsync();
        var then = past.Now;
        past.NextDay();
        past.Scenario.Source.Leave("sre", "id-00003");
        await past.RunAsync();
        past.Scenario.Vendor.Requests.Clear();
        past.Scenario.OtherSource = "type: ldif\nfile: gone.ldif";

        var trace = await past.Scenario.TraceAsync("user00003", at: then);

        trace.ExitCode.ShouldBe(SyncExitCode.Done, trace.Describe());
        trace.Membership.ShouldBe(TracedMembership.Member, trace.Describe());
        trace.ShouldFind(TraceFindingKind.SourceMember).Data["path"]
            .ShouldBe(new[] { "engineering", "platform", "sre" }.Select(DirectoryFile.GroupDn));
        trace.Verdict.ShouldContain("was in 'users' at 'App1' because the source group");
        trace.ShouldFind(TraceFindingKind.Change, "added them");
        trace.ShouldFind(TraceFindingKind.Change, "removed them").Data["at"].ShouldBeOfType<DateTimeOffset>().ShouldBeGreaterThan(then);
        trace.ShouldFind(TraceFindingKind.Run, "The next run").Data["atSource"].ShouldBe(false);
        past.Scenario.Vendor.Requests.All.ShouldBeEmpty("no server is asked");
    }

    [Fact]
    public async Task Run_between_read_and_moment_counts()
    {
        await using var past = await PastScenario.StartAsync();
        past.Scenario.Source.Leave("staff", "id-00003");
        past.NextDay();
        await past.RunAsync();
        past.NextDay();

        var trace = await past.Scenario.TraceAsync("user00003", at: past.Now);

        trace.Membership.ShouldBe(TracedMembership.NotMember, trace.Describe());
        trace.ShouldFind(TraceFindingKind.VendorMember).Sentence.ShouldContain("had them when the run read it");
        trace.ShouldFind(TraceFindingKind.Change, "removed them");
        trace.Verdict.ShouldContain("was not in 'users' at 'App1' because the source group");
    }

    [Fact]
    public async Task Removal_that_was_held_then_is_told_with_its_rule()
    {
        await using var past = await PastScenario.StartAsync();
        for (var number = 1; number <= 6; number++)
            past.Scenario.Source.Leave("staff", $"id-{number:D5}");
        past.NextDay();
        await past.RunAsync();

        var trace = await past.Scenario.TraceAsync("user00003", at: past.Now);

        trace.Membership.ShouldBe(TracedMembership.Member);
        var held = trace.ShouldFind(TraceFindingKind.Unsent);
        held.Data["rule"].ShouldBe("removal limit");
        held.Data["result"].ShouldBe("Held");
        held.Sentence.ShouldContain("6 of 20 members are 30 %, more than max_removal_percent 20");
        trace.Verdict.ShouldContain("was in 'users' at 'App1': removing them was held by the rule 'removal limit'");
    }

    [Fact]
    public async Task Failure_of_then_is_told()
    {
        await using var past = await PastScenario.StartAsync();
        past.Scenario.Source.With("staff", new Person("id-bob", "bob"));
        past.Scenario.Vendor.Faults.Add(new Fault
        {
            Kind = FaultKind.Status,
            Status = 422,
            Body = "no licence left",
            Method = "POST",
            Users = ["bob"],
        });
        past.NextDay();
        await past.RunAsync();

        var trace = await past.Scenario.TraceAsync("bob", at: past.Now);

        trace.Membership.ShouldBe(TracedMembership.NotMember, trace.Describe());
        trace.ShouldFind(TraceFindingKind.Change).Sentence.ShouldContain("no licence left");
        trace.Verdict.ShouldContain("was not in 'users' at 'App1' although the source group");
    }

    [Fact]
    public async Task Two_people_with_one_key_of_then_are_told()
    {
        await using var past = await PastScenario.StartAsync();
        past.Scenario.Source.With("staff", new Person("id-twin", "user00003"));
        past.Scenario.Source.With("staff", new Person("id-one", "newcomer")).With("staff", new Person("id-two", "newcomer"));
        past.NextDay();
        await past.RunAsync();

        var trace = await past.Scenario.TraceAsync("id-one", at: past.Now);

        trace.ShouldFind(TraceFindingKind.Unsent).Data["rule"].ShouldBe("DuplicateKeyAtSource", trace.Describe());
        (await Should.ThrowAsync<TraceException>(() => past.Scenario.TraceAsync("newcomer", at: past.Now)))
            .Failure.ShouldBe(TraceFailure.PersonAmbiguous);
    }

    [Fact]
    public async Task Moment_before_everything_is_told_with_the_nearest_that_is_kept()
    {
        await using var past = await PastScenario.StartAsync();

        var trace = await past.Scenario.TraceAsync("user00003", at: past.Now - TimeSpan.FromDays(30));

        trace.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        trace.Membership.ShouldBe(TracedMembership.Unknown);
        trace.ShouldFind(TraceFindingKind.NothingKept).Data["nearestRunId"].ShouldBe(past.FirstRunId);
        trace.Verdict.ShouldContain("is not known: nothing is kept");
    }

    [Fact]
    public async Task Disabled_state_of_then_is_told()
    {
        await using var past = await PastScenario.StartAsync();
        past.Scenario.Source.Change("id-00003", person => person with { Disabled = true });
        past.NextDay();
        await past.RunAsync();
        var then = past.Now;
        past.Scenario.Source.Change("id-00003", person => person with { Disabled = false });
        past.NextDay();
        await past.RunAsync();

        var trace = await past.Scenario.TraceAsync("user00003", at: then);

        trace.Membership.ShouldBe(TracedMembership.NotMember, trace.Describe());
        trace.ShouldFind(TraceFindingKind.SourceEntry).Data["accountState"].ShouldBe("Disabled");
        trace.ShouldFind(TraceFindingKind.Change, "removed them");
        trace.Verdict.ShouldContain("was not in 'users' at 'App1' because run ");
        trace.Verdict.ShouldContain("The person's account at the source is disabled.");
    }

    [Fact]
    public async Task Person_is_found_by_an_old_name_that_only_the_history_knows()
    {
        await using var past = await PastScenario.StartAsync();
        past.Scenario.Source.Change("id-00003", person => person with { UserName = "renamed" });
        past.NextDay();
        await past.RunAsync();
        past.NextDay();
        await past.RunAsync();

        var trace = await past.Scenario.TraceAsync("user00003", at: past.Now);

        trace.Person.SourceId.ShouldBe("id-00003", trace.Describe());
        trace.Person.UserName.ShouldBe("renamed");
        (await Should.ThrowAsync<TraceException>(() => past.Scenario.TraceAsync("nobody", at: past.Now)))
            .Failure.ShouldBe(TraceFailure.PersonNotFound);
    }

    [Fact]
    public async Task Person_whom_the_filter_leaves_out_is_told_as_far_as_it_is_kept()
    {
        await using var past = await PastScenario.StartAsync();
        past.Scenario.SourceSettings = "recurse: true\nuser_filter: (&(objectClass=inetOrgPerson)(!(uid=user00003)))";
        await past.RunNextDayAsync();

        var trace = await past.TraceAsync("user00003");

        trace.Membership.ShouldBe(TracedMembership.NotMember, trace.Describe());
        trace.ShouldFind(TraceFindingKind.NotSourceMember).Data["filteredOut"].ShouldBe(1);
        trace.Verdict.ShouldContain("did not bring them; the settings of the source left 1 of its entries out");
    }

    [Fact]
    public async Task Person_whom_somebody_else_took_out_is_not_said_to_have_been_in_the_group()
    {
        await using var past = await PastScenario.StartAsync();
        past.NextDay();
        var then = past.Now;
        past.Scenario.Vendor.Store.Remove("users", past.Scenario.Vendor.Store.FindByName("user00003")!.Id);
        await past.RunNextDayAsync();

        var trace = await past.TraceAsync("user00003", then);

        trace.Membership.ShouldBe(TracedMembership.Unknown, trace.Describe());
        trace.ShouldFind(TraceFindingKind.ChangedElsewhere).Sentence.ShouldContain("somebody or something else than a run took them out");
        (await past.TraceAsync("user00004", then)).Membership.ShouldBe(TracedMembership.Member);
    }

    [Fact]
    public async Task Person_whom_somebody_else_put_in_was_there_although_nobody_of_ours_did_it()
    {
        await using var past = await PastScenario.StartAsync();
        past.Scenario.Mappings[0] = ("staff", "users", "unmanaged_members: keep");
        past.Scenario.Vendor.Store.Seed("users", new VendorUser { Username = "guest" });
        await past.RunNextDayAsync();

        var trace = await past.TraceAsync("guest");

        trace.Membership.ShouldBe(TracedMembership.Member, trace.Describe());
        trace.ShouldFind(TraceFindingKind.Unmanaged);
        trace.Verdict.ShouldContain("but neither the source nor a run that the history knows put them there");
    }

    [Fact]
    public async Task Answer_after_the_last_run_says_when_it_was_read()
    {
        await using var past = await PastScenario.StartAsync();
        for (var day = 0; day < 10; day++)
            past.NextDay();

        var trace = await past.TraceAsync("user00003");

        trace.Membership.ShouldBe(TracedMembership.Member);
        trace.Verdict.ShouldContain($"That is what run {past.FirstRunId} read on ");
        trace.Verdict.ShouldContain("no later run kept what it read");
    }

    [Fact]
    public async Task Runs_that_could_not_read_do_not_hide_the_one_that_did()
    {
        await using var past = await PastScenario.StartAsync();
        past.Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500, Method = "GET" });
        for (var day = 0; day < 6; day++)
            await past.RunNextDayAsync();

        var trace = await past.TraceAsync("user00003");

        trace.ShouldFind(TraceFindingKind.Run, "The last run before that moment that kept what it read").Data["runId"].ShouldBe(past.FirstRunId);
        trace.Findings.Count(finding => finding.Sentence.StartsWith("A later run, which kept nothing", StringComparison.Ordinal)).ShouldBe(5);
    }
}
