using System.Globalization;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Vendors that fail, refuse, limit or go away in the middle of a run.</summary>
public sealed class VendorTroubleTests
{
    private const int People = 200;
    private const int Concurrency = 8;

    [Fact]
    public async Task Share_of_failed_changes_gives_a_vendor_up()
    {
        await using var scenario = await StartAsync("error_handling: {max_errors_per_vendor: 10%}");
        scenario.Vendor.Faults.Add(Refuse(Enumerable.Range(1, People).Where(number => number % 5 == 0)));

        var run = await scenario.RunAsync();

        var vendor = run.Vendors[0];
        vendor.StopCause.ShouldBe(VendorStopCause.TooManyErrors);
        vendor.Error.ShouldNotBeNull().ShouldMatch(
            @"^Stopped after \d+ failed changes of \d+ tried \([\d.]+ %\), more than max_errors_per_vendor 10%\. "
            + @"\d+ change\(s\) were not sent; the next run has them again\.$");
        vendor.Totals.Failed.ShouldBeInRange(3, 3 + Concurrency);
        (vendor.Totals.Added + vendor.Totals.Failed).ShouldBeGreaterThanOrEqualTo(20, "one of one is not 100 %");
        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
    }

    [Theory]
    [InlineData("10%")]
    [InlineData("none")]
    [InlineData("100|10%")]
    public async Task Share_below_the_limit_lets_a_vendor_go_on(string limit)
    {
        await using var scenario = await StartAsync($"error_handling: {{max_errors_per_vendor: {limit}}}");
        scenario.Vendor.Faults.Add(Refuse(Enumerable.Range(1, People).Where(number => number % 20 == 0)));

        var run = await scenario.RunAsync();

        run.Vendors[0].Error.ShouldBeNull(run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Added = 190, Failed = 10 });
    }

    [Fact]
    public async Task The_first_of_count_and_share_that_is_reached_counts()
    {
        await using var scenario = await StartAsync("error_handling: {max_errors_per_vendor: 3|90%}");
        scenario.Vendor.Faults.Add(Refuse(Enumerable.Range(1, People).Where(number => number % 5 == 0)));

        var run = await scenario.RunAsync();

        run.Vendors[0].Error.ShouldNotBeNull().ShouldContain("more than max_errors_per_vendor 3|90%");
    }

    [Fact]
    public async Task Few_changes_are_no_share()
    {
        await using var scenario = await SyncScenario.StartAsync();
        scenario.VendorSettings = ["error_handling: {max_errors_per_vendor: 10%}"];
        scenario.Source.WithNumbered("staff", 10);
        scenario.Vendor.Faults.Add(Refuse([1, 2, 3]));

        var run = await scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Added = 7, Failed = 3 });
        run.Vendors[0].Error.ShouldBeNull();
    }

    [Fact]
    public async Task Credentials_revoked_in_the_middle_stop_all_requests_but_those_under_way()
    {
        await using var scenario = await StartAsync();
        scenario.Vendor.Options.LatencyMilliseconds = 5;
        var running = scenario.RunAsync();
        await UntilAddedAsync(scenario, 30);
        scenario.Vendor.Options.Authorization = "Bearer new";

        var run = await running;

        scenario.Vendor.Requests.All.Count(request => request.Status == 401).ShouldBeInRange(1, Concurrency);
        var vendor = run.Vendors[0];
        vendor.StopCause.ShouldBe(VendorStopCause.Authentication);
        vendor.Error.ShouldNotBeNull().ShouldContain("check 'auth'");
        vendor.Totals.Failed.ShouldBeInRange(1, Concurrency);
        (vendor.Totals.Added + vendor.Totals.Failed + vendor.Totals.Skipped).ShouldBe(People);
        vendor.Error.ShouldContain(Invariant($"{vendor.Totals.Skipped} change(s) were not sent"));

        scenario.Vendor.Options.Authorization = null;
        await ShouldConvergeAsync(scenario);
    }

    [Fact]
    public async Task Forbidden_reads_stop_all_requests_but_those_under_way()
    {
        await using var scenario = await StartAsync();
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, Method = "GET", Path = "username", Skip = 30 });

        var run = await scenario.RunAsync();

        scenario.Vendor.Requests.All.Count(request => request.Status == 403).ShouldBeInRange(1, Concurrency);
        run.Vendors[0].StopCause.ShouldBe(VendorStopCause.Authentication);
        scenario.Vendor.Faults.Clear();
        await ShouldConvergeAsync(scenario);
    }

    [Fact]
    public async Task Pause_beyond_the_cap_ends_the_vendor_with_the_time_when_it_is_over_and_no_other_vendor()
    {
        await using var scenario = await StartAsync(vendors: 2);
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 429, RetryAfter = "3600", Method = "POST", Skip = 60 });

        var run = await scenario.RunAsync();

        var vendor = run.Vendors[0];
        vendor.StopCause.ShouldBe(VendorStopCause.RateLimited);
        vendor.Error.ShouldNotBeNull().ShouldMatch(@"rate limited until 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ: the server asks for a pause of 3600 s");
        vendor.Error.ShouldContain("Run again after that.");
        vendor.Error.ShouldContain(Invariant($"{vendor.Totals.Skipped} change(s) were not sent"));
        scenario.Vendor.Requests.All.Count(request => request.Status == 429).ShouldBeInRange(1, Concurrency);
        scenario.Vendor.Store.MemberNames("users").ShouldContain("leaver");
        run.Vendors[1].Totals.Added.ShouldBe(People);
        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);

        scenario.Vendor.Faults.Clear();
        await ShouldConvergeAsync(scenario);
    }

    [Fact]
    public async Task Pause_beyond_the_cap_at_the_first_request_fails_the_vendor_with_the_time()
    {
        await using var scenario = await StartAsync();
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, RetryAfter = "3600" });

        var run = await scenario.RunAsync();

        run.Vendors[0].Status.ShouldBe(SyncStatus.Failed);
        run.Vendors[0].Error.ShouldNotBeNull().ShouldContain("rate limited until 20");
        scenario.Vendor.Requests.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Vendor_that_goes_down_and_comes_back_loses_nothing()
    {
        await using var scenario = await StartAsync("error_handling: {outage_wait_seconds: 60}");
        scenario.Vendor.Options.LatencyMilliseconds = 5;
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });
        var running = scenario.RunAsync();
        await UntilAddedAsync(scenario, 30);
        await scenario.Vendor.GoDownAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await scenario.Vendor.ComeBackAsync();

        var run = await running;

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Added = People, Removed = 1 });
        scenario.Vendor.Store.Users.Count.ShouldBe(People + 1, "nobody was created twice");
        scenario.Vendor.Store.MemberNames("users").Count.ShouldBe(People);
    }

    [Fact]
    public async Task Vendor_that_stays_down_ends_in_bounded_time_and_the_next_run_converges()
    {
        await using var scenario = await StartAsync();
        scenario.Vendor.Options.LatencyMilliseconds = 5;
        scenario.Vendor.Store.Seed("users", new VendorUser { Username = "leaver" });
        var running = scenario.RunAsync();
        await UntilAddedAsync(scenario, 30);
        await scenario.Vendor.GoDownAsync();

        var run = await running;

        var vendor = run.Vendors[0];
        vendor.StopCause.ShouldBe(VendorStopCause.Down);
        vendor.Error.ShouldNotBeNull().ShouldMatch(@"the vendor is down since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ: .*refused");
        vendor.Error.ShouldContain(Invariant($"{vendor.Totals.Skipped} change(s) were not sent; the next run has them again."));
        vendor.Totals.Failed.ShouldBeLessThanOrEqualTo(Concurrency, "only what was under way");
        vendor.Totals.Skipped.ShouldBeGreaterThan(People / 4);
        run.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);

        await scenario.Vendor.ComeBackAsync();
        scenario.Vendor.Store.MemberNames("users").ShouldContain("leaver");
        await ShouldConvergeAsync(scenario);
    }

    [Fact]
    public async Task Vendor_that_goes_down_while_it_is_read_is_waited_for_too()
    {
        await using var scenario = await StartAsync("error_handling: {outage_wait_seconds: 60}");
        scenario.Vendor.Store.SeedNumbered("users", People);
        // The probe of the connection passes; the next requests find nobody behind the gateway.
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 502, Skip = 1, Times = 5 });

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Unchanged = People });
    }

    [Fact]
    public async Task Spent_budget_of_retries_is_told_with_the_changes_that_it_cost()
    {
        await using var scenario = await StartAsync("error_handling: {retry_budget: 2, max_errors_per_vendor: none}");
        scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500, Method = "POST", Path = "^/users", Skip = 50, Times = 10 });

        var run = await scenario.RunAsync();

        run.Totals.Failed.ShouldBeInRange(8, 9, run.Describe());
        run.Changes.Count(change => change.Message?.Contains("retry_budget (2) is spent", StringComparison.Ordinal) == true).ShouldBeGreaterThanOrEqualTo(6);
        run.Vendors[0].Groups[0].Reasons.ShouldContain(reason => reason.Contains("were not tried again, because retry_budget (2) was spent"));
        scenario.Vendor.Faults.Clear();
        await ShouldConvergeAsync(scenario);
    }

    [Fact]
    public async Task Vendor_that_bears_fewer_requests_at_once_than_configured_gets_fewer_and_nothing_fails()
    {
        await using var scenario = await StartAsync("error_handling: {max_retries: 3, retry_wait_seconds: 0.05}");
        scenario.Vendor.Options.LatencyMilliseconds = 5;
        scenario.Vendor.Options.MaxConcurrency = 3;

        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Added = People });
        var later = scenario.Vendor.Requests.Writes.Skip(People / 2).ToList();
        later.Count(request => request.Status == 503).ShouldBeLessThan(later.Count / 10, "it has settled");
    }

    private static async Task<SyncScenario> StartAsync(string? vendorSettings = null, int vendors = 1)
    {
        var scenario = await SyncScenario.StartAsync(vendors);
        scenario.VendorSettings = vendorSettings is null ? [] : [vendorSettings];
        scenario.Source.WithNumbered("staff", People);
        return scenario;
    }

    private static Fault Refuse(IEnumerable<int> numbers) => new()
    {
        Kind = FaultKind.Status,
        Status = 422,
        Method = "POST",
        Users = [.. numbers.Select(number => Invariant($"user{number:D5}"))],
    };

    private static async Task UntilAddedAsync(SyncScenario scenario, int count)
    {
        while (scenario.Vendor.Store.MemberNames("users").Count < count)
            await Task.Delay(5);
    }

    private static async Task ShouldConvergeAsync(SyncScenario scenario)
    {
        var run = await scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        scenario.Vendor.Store.MemberNames("users").ShouldBe(Enumerable.Range(1, People).Select(number => Invariant($"user{number:D5}")));
        scenario.Vendor.Store.Users.Select(user => user.Username).ShouldBeUnique();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
