using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>How evenly requests leave.</summary>
public sealed class RequestPaceTests
{
    private readonly SteppedClock _clock = new();

    [Theory]
    [InlineData(50, 0)]
    [InlineData(50, 9)]
    [InlineData(50, 25)]
    [InlineData(7, 15)]
    [InlineData(2.5, 15)]
    [InlineData(1, 3)]
    [InlineData(900, 1)]
    public async Task No_second_sees_more_than_the_rate_and_nearly_all_of_it_is_used(double rate, int lateMilliseconds)
    {
        _clock.Late = TimeSpan.FromMilliseconds(lateMilliseconds);
        using var pace = new RequestPace(rate, _clock);
        var times = new List<TimeSpan>();

        for (var i = 0; i < (int)(rate * 20); i++)
        {
            await pace.WaitAsync(CancellationToken.None);
            times.Add(_clock.Elapsed);
        }

        MostInASecond(times).ShouldBeLessThanOrEqualTo((int)Math.Ceiling(rate));
        ((times.Count - 1) / (times[^1] - times[0]).TotalSeconds / rate).ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public async Task After_a_stop_of_the_process_what_was_missed_is_not_sent_at_once()
    {
        using var pace = new RequestPace(50, _clock);
        var times = new List<TimeSpan>();

        for (var i = 0; i < 300; i++)
        {
            if (i == 100)
                _clock.Advance(TimeSpan.FromMilliseconds(600));
            await pace.WaitAsync(CancellationToken.None);
            times.Add(_clock.Elapsed);
        }

        MostInASecond(times).ShouldBeLessThanOrEqualTo(50);
    }

    [Fact]
    public async Task After_a_pause_requests_leave_as_evenly_as_before()
    {
        using var pace = new RequestPace(50, _clock);
        await pace.WaitAsync(CancellationToken.None);
        pace.PauseFor(TimeSpan.FromSeconds(3));
        await pace.WaitAsync(CancellationToken.None);
        var begin = _clock.Elapsed;

        for (var i = 0; i < 10; i++)
            await pace.WaitAsync(CancellationToken.None);

        (_clock.Elapsed - begin).TotalMilliseconds.ShouldBeGreaterThanOrEqualTo(200);
    }

    [Fact]
    public async Task Pause_holds_also_those_that_wait_for_their_turn()
    {
        using var pace = new RequestPace(1, _clock);
        await pace.WaitAsync(CancellationToken.None);
        _clock.OnWait = () => pace.PauseFor(TimeSpan.FromSeconds(30));

        await pace.WaitAsync(CancellationToken.None);

        _clock.Elapsed.TotalSeconds.ShouldBeGreaterThanOrEqualTo(30);
    }

    [Fact]
    public async Task Learned_limit_begins_with_what_is_spent_of_it_and_can_be_forgotten()
    {
        using var pace = new RequestPace(null, _clock);
        pace.Learn(new RequestQuota(10, TimeSpan.FromSeconds(1)), spent: 5);

        await pace.WaitAsync(CancellationToken.None);
        var afterSpent = _clock.Elapsed;
        await pace.WaitAsync(CancellationToken.None);
        var next = _clock.Elapsed - afterSpent;
        pace.Learn(null, spent: 0);
        await pace.WaitAsync(CancellationToken.None);

        afterSpent.TotalMilliseconds.ShouldBeInRange(500, 530);
        next.TotalMilliseconds.ShouldBeInRange(100, 105);
    }

    [Fact]
    public async Task Lower_one_of_the_configured_and_the_learned_rate_counts()
    {
        using var pace = new RequestPace(2, _clock);
        pace.Learn(new RequestQuota(10, TimeSpan.FromSeconds(1)), spent: 0);
        await pace.WaitAsync(CancellationToken.None);
        var begin = _clock.Elapsed;

        for (var i = 0; i < 4; i++)
            await pace.WaitAsync(CancellationToken.None);

        (_clock.Elapsed - begin).TotalSeconds.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Limit_of_any_size_costs_no_memory_to_speak_of()
    {
        using var pace = new RequestPace(null, _clock);

        pace.Learn(new RequestQuota(999_999_999, TimeSpan.FromSeconds(1)), spent: 0);
        for (var i = 0; i < 5000; i++)
            await pace.WaitAsync(CancellationToken.None);

        _clock.Elapsed.TotalMilliseconds.ShouldBeLessThan(5000);
    }

    [Fact]
    public async Task Cancelled_wait_costs_nobody_a_turn()
    {
        using var pace = new RequestPace(1, TimeProvider.System);
        await pace.WaitAsync(CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var waiting = pace.WaitAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await pace.WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Answers_that_come_together_let_no_more_go_than_they_leave()
    {
        using var pace = new RequestPace(null, _clock);
        for (var i = 0; i < 8; i++)
            await pace.WaitAsync(CancellationToken.None);

        // Ten in the window: three answers, five of whom nobody knows whether they were counted, and so two that may go.
        pace.Return(1, Left(9)).ShouldBeFalse();
        pace.Return(2, Left(8)).ShouldBeFalse();
        pace.Return(3, Left(7)).ShouldBeFalse();
        var next = Enumerable.Range(0, 3).Select(_ => pace.WaitAsync(CancellationToken.None)).ToList();

        next.Select(waiting => waiting.IsCompleted).ShouldBe([true, true, false]);
        pace.Return(4, Left(6)).ShouldBeTrue();
        next[2].IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Request_that_waits_for_an_answer_goes_once_that_leaves_more()
    {
        using var pace = new RequestPace(null, _clock);
        var (first, second) = (await pace.WaitAsync(CancellationToken.None), await pace.WaitAsync(CancellationToken.None));
        pace.Return(first, Left(1));
        var waiting = pace.WaitAsync(CancellationToken.None);

        waiting.IsCompleted.ShouldBeFalse();
        pace.Return(second, Left(5)); // Counted before the first: it has no news.
        (await waiting.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe(3);
    }

    [Fact]
    public async Task Limit_that_is_only_guessed_lets_no_more_go_than_answers_leave()
    {
        using var pace = new RequestPace(null, _clock);
        var first = await pace.WaitAsync(CancellationToken.None);
        await pace.WaitAsync(CancellationToken.None);
        pace.Return(first, Left(1));

        pace.Learn(new RequestQuota(10, TimeSpan.FromSeconds(1)));
        var waiting = pace.WaitAsync(CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();
        pace.Learn(new RequestQuota(10, TimeSpan.FromSeconds(1)), isCertain: true);
        (await waiting.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe(3);
    }

    [Fact]
    public async Task Who_waits_for_an_answer_can_be_cancelled()
    {
        using var pace = new RequestPace(null, _clock);
        var first = await pace.WaitAsync(CancellationToken.None);
        await pace.WaitAsync(CancellationToken.None);
        pace.Return(first, Left(0));
        using var cancellation = new CancellationTokenSource();
        var waiting = pace.WaitAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        pace.UnderWay.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_waits_for_answers_where_nothing_is_under_way()
    {
        using var pace = new RequestPace(null, _clock);
        pace.Return(await pace.WaitAsync(CancellationToken.None), Left(0)).ShouldBeTrue();

        await pace.WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static RateLimitHeaders Left(double remaining) => new(remaining, TimeSpan.FromHours(1), 10);

    private static int MostInASecond(List<TimeSpan> times) =>
        times.Max(begin => times.Count(time => time >= begin && time < begin + TimeSpan.FromSeconds(1)));
}
