using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Tracing;

/// <summary>Why somebody was or was not in a group at some time, from the history alone.</summary>
public sealed class PastTraceTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Member_of_then_is_explained_without_asking_any_server()
    {
        await using var past = await Past.StartAsync();
        past.Scenario.Source.Leave("staff", "id-00003");
        past.Scenario.Source.Nest("staff", "engineering").Nest("engineering", "platform").Nest("platform", "sre")
            .With("sre", Person.Numbered(3));
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
        await using var past = await Past.StartAsync();
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
        await using var past = await Past.StartAsync();
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
        await using var past = await Past.StartAsync();
        past.Scenario.Source.With("staff", new Person("id-bob", "bob"));
        past.Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 422, Body = "no licence left", Method = "POST", Users = ["bob"] });
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
        await using var past = await Past.StartAsync();
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
        await using var past = await Past.StartAsync();

        var trace = await past.Scenario.TraceAsync("user00003", at: past.Now - (30 * Day));

        trace.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        trace.Membership.ShouldBe(TracedMembership.Unknown);
        trace.ShouldFind(TraceFindingKind.NothingKept).Data["nearestRunId"].ShouldBe(past.FirstRunId);
        trace.Verdict.ShouldContain("is not known: nothing is kept");
    }

    [Fact]
    public async Task Disabled_state_of_then_is_told()
    {
        await using var past = await Past.StartAsync();
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
        trace.Verdict.ShouldContain("The person's account at the source is disabled.");
    }

    [Fact]
    public async Task Person_is_found_by_an_old_name_that_only_the_history_knows()
    {
        await using var past = await Past.StartAsync();
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

    /// <summary>A scenario whose clock the test moves, with one run behind it.</summary>
    private sealed class Past : IAsyncDisposable
    {
        private readonly MovedClock _clock = new();

        private Past(SyncScenario scenario)
        {
            Scenario = scenario;
            scenario.TimeProvider = _clock;
        }

        public SyncScenario Scenario { get; }

        public string FirstRunId { get; private set; } = string.Empty;

        public DateTimeOffset Now => _clock.GetUtcNow();

        public static async Task<Past> StartAsync()
        {
            var past = new Past(await SyncScenario.StartAsync());
            past.Scenario.SourceSettings = "recurse: true";
            past.Scenario.Source.WithNumbered("staff", 20);
            past.FirstRunId = (await past.RunAsync()).RunId;
            return past;
        }

        public Task<SyncRun> RunAsync() => Scenario.RunAsync();

        public void NextDay() => _clock.Ahead += Day;

        public ValueTask DisposeAsync() => Scenario.DisposeAsync();
    }
}
