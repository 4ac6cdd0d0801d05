using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

public class RemainingTimeTests
{
    private readonly StandingClock _clock = new();
    private readonly RemainingTime _time;

    public RemainingTimeTests() => _time = new RemainingTime(_clock);

    [Fact]
    public void RemainingTime_says_nothing_before_there_is_enough_to_say()
    {
        _time.Estimate("team", 0, 100).ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        _time.Estimate("team", 10, 100).ShouldBeNull();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _time.Estimate("team", 0, 100).ShouldBeNull("nothing was counted");
    }

    [Fact]
    public void RemainingTime_follows_a_steady_rate_to_the_end()
    {
        _time.Estimate("team", 0, 100);
        for (var done = 10; done <= 100; done += 10)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            _time.Estimate("team", done, 100).ShouldBe((100 - done) / 5);
        }
    }

    [Fact]
    public void RemainingTime_changes_little_with_one_slow_answer()
    {
        Count(to: 50, perSecond: 10);
        _clock.Advance(TimeSpan.FromSeconds(10));
        var estimate = _time.Estimate("team", 51, 100).ShouldNotBeNull();
        estimate.ShouldBeInRange(6, 10, "5 seconds before, 490 by the last answer alone");
    }

    [Fact]
    public void RemainingTime_comes_to_a_rate_that_stays_changed()
    {
        Count(to: 50, perSecond: 10);
        for (var done = 51; done <= 80; done++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _time.Estimate("team", done, 100);
        }

        _time.Estimate("team", 80, 100).ShouldBe(20);
    }

    [Fact]
    public void RemainingTime_keeps_the_rate_for_the_next_part_but_not_its_count()
    {
        Count(to: 50, perSecond: 10);
        _time.Estimate("other", 0, 200).ShouldBe(20);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _time.Estimate("other", 20, 200).ShouldBe(18);
    }

    [Fact]
    public void RemainingTime_is_never_negative_nor_more_than_a_number_holds()
    {
        Count(to: 10, perSecond: 1);
        _time.Estimate("team", 120, 100).ShouldBe(0);
        _clock.Advance(TimeSpan.FromDays(10_000));
        _time.Estimate("slow", 0, int.MaxValue);
        for (var done = 1; done < 60; done++)
        {
            _clock.Advance(TimeSpan.FromDays(10_000));
            _time.Estimate("slow", done, int.MaxValue);
        }

        _time.Estimate("slow", 60, int.MaxValue).ShouldBe(int.MaxValue);
    }

    private void Count(int to, int perSecond)
    {
        _time.Estimate("team", 0, 100);
        for (var done = perSecond; done <= to; done += perSecond)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _time.Estimate("team", done, 100);
        }
    }

    private sealed class StandingClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _now += time.Ticks;

        public override long GetTimestamp() => _now;
    }
}
