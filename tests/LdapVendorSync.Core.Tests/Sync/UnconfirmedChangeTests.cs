using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>What the history says of requests that were never answered, and of those that never left.</summary>
public sealed class UnconfirmedChangeTests
{
    public static TheoryData<FaultKind, int> LostAnswers => new()
    {
        { FaultKind.HangAfter, 0 },
        { FaultKind.ResetAfter, 0 },
        { FaultKind.StatusAfter, 504 },
    };

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task Removal_and_update_that_were_made_and_never_confirmed_are_open_until_the_next_run_looks(FaultKind kind, int status)
    {
        await using var scenario = await StartAsync();
        scenario.Vendor.Faults.Add(new Fault { Kind = kind, Status = status, Method = "DELETE" });
        scenario.Vendor.Faults.Add(new Fault { Kind = kind, Status = status, Method = "PUT" });

        var run = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });

        run.Totals.Failed.ShouldBe(2, run.Describe());
        run.Changes.Where(change => change.Result == ChangeResult.Failed).ShouldAllBe(change => change.IsUnknown);
        scenario.Vendor.Store.MemberNames("users").ShouldNotContain("user00001");
        (await JournalAsync(scenario, run)).ShouldBe([(JournalOperation.UpdateUser, JournalResult.Unknown), (JournalOperation.RemoveMember, JournalResult.Unknown)]);

        scenario.Vendor.Faults.Clear();
        var next = await scenario.RunAsync();

        next.ExitCode.ShouldBe(SyncExitCode.Done, next.Describe());
        next.Totals.Changes.ShouldBe(0);
        (await JournalAsync(scenario, run)).ShouldBe([(JournalOperation.UpdateUser, JournalResult.Succeeded), (JournalOperation.RemoveMember, JournalResult.Succeeded)]);
    }

    [Fact]
    public async Task Removal_and_update_that_hung_without_effect_are_found_out_and_made_by_the_next_run()
    {
        await using var scenario = await StartAsync();
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Hang, Method = "DELETE" });
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Hang, Method = "PUT" });

        var run = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });
        scenario.Vendor.Faults.Clear();
        var next = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });

        next.Totals.ShouldBe(new SyncTotals { Removed = 1, Updated = 1, Unchanged = 1 }, next.Describe());
        (await JournalAsync(scenario, run)).ShouldBe([(JournalOperation.UpdateUser, JournalResult.Failed), (JournalOperation.RemoveMember, JournalResult.Failed)]);
        scenario.Vendor.Store.MemberNames("users").ShouldBe(["user00002", "user00003"]);
    }

    [Fact]
    public async Task Refusal_is_certain()
    {
        await using var scenario = await StartAsync();
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 422, Method = "PUT" });
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Method = "DELETE" });

        var run = await scenario.RunAsync(new SyncOptions { AllowRemovals = true });

        (await JournalAsync(scenario, run)).ShouldBe([(JournalOperation.UpdateUser, JournalResult.Failed), (JournalOperation.RemoveMember, JournalResult.Failed)]);
    }

    [Fact]
    public async Task Changes_that_a_vendor_that_was_given_up_never_got_are_told_once_and_not_as_failed()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.Source.WithNumbered("staff", 60);
        scenario.Vendor.Options.LatencyMilliseconds = 2;
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 429, RetryAfter = "3600", Method = "POST", Skip = 20 });

        var run = await scenario.RunAsync();

        run.Vendors[0].StopCause.ShouldBe(VendorStopCause.RateLimited, run.Describe());
        await using var history = await OpenAsync(scenario);
        var sent = await history.Journal.GetChangesAsync(run.RunId, default);
        var unsent = await history.Unsent.GetAsync(run.RunId, default);
        sent.Count(entry => entry.Result == JournalResult.Failed).ShouldBe(
            scenario.Vendor.Requests.All.Count(request => request.Status == 429), "every failure is a request that the vendor refused");
        unsent.Count.ShouldBe(run.Totals.Skipped);
        var told = sent.Where(entry => entry.Intent.Operation == JournalOperation.AddMember).Select(entry => entry.Intent.Person)
            .Concat(unsent.Select(entry => entry.Change.Person));
        told.ShouldBeUnique();
    }

    private static async Task<SyncScenario> StartAsync()
    {
        var scenario = await SyncScenario.StartAsync();
        scenario.VendorSettings = ["timeout_seconds: 0.5"];
        scenario.Settings = "attributes: { email: mail }";
        scenario.Source.WithNumbered("staff", 3);
        (await scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        scenario.Source.Leave("staff", "id-00001");
        scenario.Source.Change("id-00002", person => person with { Mail = "new@example.test" });
        return scenario;
    }

    private static async Task<List<(JournalOperation, JournalResult?)>> JournalAsync(SyncScenario scenario, SyncRun run)
    {
        await using var history = await OpenAsync(scenario);
        return [.. (await history.Journal.GetChangesAsync(run.RunId, default)).Select(entry => (entry.Intent.Operation, entry.Result))];
    }

    private static Task<HistoryDatabase> OpenAsync(SyncScenario scenario) => HistoryDatabase.OpenAsync(
        new HistoryLocation(Path.Combine(scenario.StateDirectory, "history.db")), TimeProvider.System, NullLogger.Instance, default);
}
