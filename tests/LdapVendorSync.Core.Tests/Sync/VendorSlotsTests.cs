using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>Changes are journaled while the requests of others are under way.</summary>
public sealed class VendorSlotsTests : IDisposable
{
    private readonly FileScenario _scenario = new() { VendorSettings = "concurrency: 2" };
    private bool _isReached;

    public VendorSlotsTests() => _scenario.Source.WithNumbered("staff", 25);

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Never_more_requests_are_under_way_than_configured()
    {
        var (underWay, most) = (0, 0);
        _scenario.Vendor.BeforeFind = _ => PassAsync();
        _scenario.Vendor.BeforeChange = (_, _) => PassAsync();

        var run = await _scenario.RunAsync();

        run.Totals.Added.ShouldBe(25, run.Describe());
        most.ShouldBe(2);

        async Task PassAsync()
        {
            var now = Interlocked.Increment(ref underWay);
            most = Math.Max(most, now);
            await Task.Delay(10);
            Interlocked.Decrement(ref underWay);
        }
    }

    [Fact]
    public async Task Groups_that_are_read_ahead_count_as_requests_too()
    {
        for (var number = 1; number <= 5; number++)
            _scenario.Mappings.Add(("staff", $"group{number}", null));
        var (underWay, most, finds) = (0, 0, 0);
        // The first look-up of each group is made before any is read.
        _scenario.Vendor.BeforeFindGroup = _ => Interlocked.Increment(ref finds) > 6 ? PassAsync(100) : Task.CompletedTask;
        _scenario.Vendor.BeforeFind = _ => PassAsync(10);
        _scenario.Vendor.BeforeChange = (_, _) => PassAsync(10);

        var run = await _scenario.RunAsync();

        run.Totals.Added.ShouldBe(6 * 25, run.Describe());
        most.ShouldBe(2);

        async Task PassAsync(int milliseconds)
        {
            var now = Interlocked.Increment(ref underWay);
            most = Math.Max(most, now);
            await Task.Delay(milliseconds);
            Interlocked.Decrement(ref underWay);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task As_many_groups_are_looked_up_at_once_as_configured(int concurrency)
    {
        _scenario.VendorSettings = $"concurrency: {concurrency}";
        for (var number = 1; number <= 5; number++)
            _scenario.Mappings.Add(("staff", $"group{number}", null));
        var (asked, reached) = (0, new TaskCompletionSource());
        _scenario.Vendor.BeforeFindGroup = async _ =>
        {
            if (Interlocked.Increment(ref asked) == concurrency)
                reached.TrySetResult();
            await reached.Task;
        };

        var run = await _scenario.RunAsync(new SyncOptions { DryRun = true }).WaitAsync(TimeSpan.FromMinutes(1));

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
    }

    [Fact]
    public async Task Intents_of_the_next_are_on_the_disk_while_requests_are_under_way()
    {
        await PrepareUpdatesAsync();
        _scenario.Vendor.BeforeChange = (_, _) => WaitForIntentsAsync();

        var run = await _scenario.RunAsync().WaitAsync(TimeSpan.FromMinutes(1));

        run.Totals.Updated.ShouldBe(25, run.Describe());
        await ShouldHaveJournaledWhatWasSentAsync(run);
    }

    [Fact]
    public async Task Intents_that_wait_for_their_turn_when_the_vendor_is_given_up_are_taken_back()
    {
        await PrepareUpdatesAsync();
        _scenario.Vendor.BeforeChange = async (_, _) =>
        {
            await WaitForIntentsAsync();
            throw new VendorException(VendorFailure.Authentication, "The token was revoked.");
        };

        var run = await _scenario.RunAsync().WaitAsync(TimeSpan.FromMinutes(1));

        run.Totals.Updated.ShouldBe(0, run.Describe());
        run.Totals.Failed.ShouldBe(_scenario.Vendor.Requests.Count, run.Describe());
        run.Totals.Skipped.ShouldBe(25 - run.Totals.Failed);
        await ShouldHaveJournaledWhatWasSentAsync(run);
    }

    [Fact]
    public async Task Intents_that_wait_for_their_turn_when_the_run_is_cancelled_are_taken_back()
    {
        using var stop = new CancellationTokenSource();
        await PrepareUpdatesAsync();
        _scenario.Vendor.BeforeChange = async (_, _) =>
        {
            await WaitForIntentsAsync();
            await stop.CancelAsync();
        };

        var run = await _scenario.RunAsync(cancellationToken: stop.Token).WaitAsync(TimeSpan.FromMinutes(1));

        run.ExitCode.ShouldBe(SyncExitCode.Cancelled, run.Describe());
        _scenario.Vendor.Requests.Count.ShouldBe(2, "nothing new is begun");
        (await _scenario.JournalAsync(run)).Count.ShouldBe(run.Totals.Updated, run.Describe());
        (await _scenario.OpenIntentsAsync(JournalOperation.UpdateUser)).ShouldBe(0);
    }

    private async Task PrepareUpdatesAsync()
    {
        await _scenario.RunAsync();
        _scenario.Vendor.Requests.Clear();
        for (var number = 1; number <= 25; number++)
            _scenario.Source.Change($"id-{number:D5}", person => person with { FirstName = "Other" });
    }

    // Those of both requests that may be under way, and those of two more people.
    private async Task WaitForIntentsAsync()
    {
        while (!_isReached)
        {
            _isReached = await _scenario.OpenIntentsAsync(JournalOperation.UpdateUser) >= 4;
            await Task.Delay(10);
        }
    }

    private async Task ShouldHaveJournaledWhatWasSentAsync(SyncRun run)
    {
        var journaled = (await _scenario.JournalAsync(run)).Select(entry => $"update {entry.Person}").Order(StringComparer.Ordinal);
        journaled.ShouldBe(_scenario.Vendor.Requests.Order(StringComparer.Ordinal));
        (await _scenario.OpenIntentsAsync(JournalOperation.UpdateUser)).ShouldBe(0);
    }
}
