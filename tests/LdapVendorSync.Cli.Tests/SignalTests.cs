using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A run that is ended in the middle, in good order or not: the next one completes the work, no account is there twice.</summary>
public sealed class SignalTests
{
    // Ten seconds are promised; the rest is for a machine that is busy with other tests.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task First_signal_ends_the_run_in_good_order(string signal, int exitCode)
    {
        await using var scene = await InterruptedSync.CreateAsync();
        scene.Vendor.Options.LatencyMilliseconds = 100;
        using var sync = scene.Start();
        await scene.UntilItHasAddedAsync(sync);
        await sync.SendAsync(signal);

        var result = (await sync.EndAsync()).ShouldExitWith(exitCode);

        sync.TimeToEnd.ShouldBeLessThan(Promised);
        scene.Vendor.Requests.Writes.ShouldAllBe(request => request.Status == 200 || request.Status == 201 || request.Status == 204);
        result.Error.ShouldContain("Stopping");
        var run = result.Json;
        var made = scene.Members.Count;
        run.GetProperty("status").GetString().ShouldBe("Cancelled");
        run.GetProperty("exitCode").GetInt32().ShouldBe(exitCode);
        run.GetProperty("totals").GetProperty("added").GetInt32().ShouldBe(made);
        run.GetProperty("error").GetString().ShouldBe(
            $"Cancelled. {made} changes were made. Left for the next run, which goes on from here: {InterruptedSync.People - made} changes.");
        var report = Directory.GetFiles(scene.Reports, "*.json").ShouldHaveSingleItem();
        (await File.ReadAllTextAsync(report)).ShouldContain($"Cancelled. {made} changes were made.");

        (await scene.NextRunCompletesTheWorkAsync()).Error.ShouldNotContain("unknown outcome", Case.Insensitive);
    }

    [SkippableFact]
    public async Task Nothing_is_sent_after_the_answer_to_what_was_under_way()
    {
        await using var scene = await InterruptedSync.CreateAsync("concurrency: 1");
        scene.Vendor.Options.LatencyMilliseconds = 400;
        using var sync = scene.Start();
        await scene.UntilItHasAskedAsync(sync, request => request.IsWrite, times: 3);
        var begun = scene.Vendor.Requests.Writes.Count;
        await sync.SendAsync("INT");

        (await sync.EndAsync()).ShouldExitWith(130);

        // One more may have begun between the count and the signal.
        scene.Vendor.Requests.Writes.Count.ShouldBeInRange(begun, begun + 1);
        scene.Vendor.Requests.Writes.ShouldAllBe(request => request.Status != 0);
        await scene.NextRunCompletesTheWorkAsync();
    }

    [SkippableTheory]
    [InlineData(FaultKind.Hang)]
    [InlineData(FaultKind.HangAfter)]
    public async Task Vendor_that_never_answers_does_not_hold_up_the_end(FaultKind kind)
    {
        await using var scene = await InterruptedSync.CreateAsync("concurrency: 1");
        scene.Vendor.Faults.Add(new Fault { Kind = kind, Method = "POST", Skip = 6 });
        using var sync = scene.Start();
        await scene.UntilItHasAskedAsync(sync, request => request.IsWrite, times: 7);
        await sync.SendAsync("TERM");

        var result = (await sync.EndAsync()).ShouldExitWith(143);

        sync.TimeToEnd.ShouldBeLessThan(Promised);
        result.Json.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain("1 change whose outcome is not known");
        result.Json.GetProperty("changes").EnumerateArray()
            .Count(change => change.GetProperty("outcome").GetString() == "Failed").ShouldBe(1);
        (await scene.NextRunCompletesTheWorkAsync()).Error.ShouldContain("unknown outcome");
    }

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("KILL", 137)]
    public async Task Run_that_leaves_at_once_is_completed_by_the_next_one(string signal, int exitCode)
    {
        await using var scene = await InterruptedSync.CreateAsync();
        scene.Vendor.Faults.Add(new Fault { Kind = FaultKind.Hang, Method = "POST", Skip = 6 });
        using var sync = scene.Start();
        await scene.UntilItHasAskedAsync(sync, request => request.IsWrite, times: 8);
        await sync.SendAsync(signal);
        if (signal != "KILL")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            await sync.ShouldStillRunAsync();
            await sync.SendAsync(signal);
        }

        var result = (await sync.EndAsync()).ShouldExitWith(exitCode);

        sync.TimeToEnd.ShouldBeLessThan(Promised);
        result.Output.ShouldBeEmpty();
        if (signal != "KILL")
            result.Error.ShouldContain("Leaving at once");
        await scene.NextRunCompletesTheWorkAsync();
    }

    [SkippableFact]
    public async Task Plan_whose_run_was_killed_is_applied_again_and_nothing_twice()
    {
        await using var scene = await InterruptedSync.CreateAsync();
        (await scene.RunAsync("plan", "--out", scene.PlanPath)).ShouldExitWith(0);
        scene.Vendor.Options.LatencyMilliseconds = 100;
        using var sync = scene.Start("--plan", scene.PlanPath);
        await scene.UntilItHasAddedAsync(sync);
        await sync.SendAsync("KILL");
        (await sync.EndAsync()).ShouldExitWith(137);
        scene.Members.Count.ShouldBeLessThan(InterruptedSync.People);
        scene.Vendor.Options.LatencyMilliseconds = 0;

        // What the killed run had done is no longer needed, which is no failure.
        var again = (await scene.RunAsync("sync", "--plan", scene.PlanPath, "--output", "json")).ShouldExitWith(0);

        var plan = again.Json.GetProperty("plan");
        plan.GetProperty("refused").GetInt32().ShouldBe(plan.GetProperty("noLongerNeeded").GetInt32());
        scene.Members.Count.ShouldBe(InterruptedSync.People);
        scene.Vendor.Store.Users.Count.ShouldBe(InterruptedSync.People);
        scene.Vendor.Requests.Writes.Where(request => request.Status is >= 200 and < 300)
            .Select(request => $"{request} {request.Body}").ShouldBeUnique();
        (await scene.RunAsync("plan", "--exit-code")).ShouldExitWith(0);
    }
}
