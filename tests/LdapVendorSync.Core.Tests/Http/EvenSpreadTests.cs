using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>When requests are due that a limit lets out.</summary>
public sealed class EvenSpreadTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private const long Tenth = Second / 10;

    private static readonly RequestQuota Ten = new(10, TimeSpan.FromSeconds(1));

    [Fact]
    public void First_request_is_due_at_once_and_the_next_a_share_of_the_window_later()
    {
        var spread = new EvenSpread(Ten, now: Second);
        spread.Due.ShouldBe(Second);

        spread.Leave(Second);

        (spread.Due - Second).ShouldBeInRange(Tenth, Tenth * 21 / 20);
    }

    [Fact]
    public void What_is_spent_is_waited_for_as_if_it_left_evenly_from_now_on() =>
        new EvenSpread(Ten, now: 0, spent: 4).Due.ShouldBeInRange(4 * Tenth, 4 * Tenth * 21 / 20);

    [Fact]
    public void Request_that_is_a_little_late_is_made_up_for()
    {
        var spread = new EvenSpread(Ten, now: 0);
        spread.Leave(Tenth / 2);

        spread.Due.ShouldBeInRange(Tenth, Tenth * 21 / 20);
    }

    [Fact]
    public void Pause_is_not_made_up_for()
    {
        var spread = new EvenSpread(Ten, now: 0);
        spread.Leave(0);
        spread.Leave(5 * Second);

        spread.Due.ShouldBeGreaterThanOrEqualTo((5 * Second) + Tenth);
    }

    [Fact]
    public void Request_after_a_whole_limit_waits_for_the_one_that_lies_so_far_back()
    {
        var spread = new EvenSpread(Ten, now: 0);
        var lateFirst = Tenth * 9 / 10;
        spread.Leave(lateFirst);
        for (var i = 1; i < 10; i++)
            spread.Leave(spread.Due);

        spread.Due.ShouldBeGreaterThanOrEqualTo(lateFirst + Second);
    }

    [Fact]
    public void Window_is_full_only_once_requests_left_through_all_of_it_without_a_gap()
    {
        var spread = new EvenSpread(Ten, now: 0);
        var now = 0L;
        for (var i = 0; i < 11; i++)
        {
            spread.IsFull(now).ShouldBeFalse();
            now = spread.Due;
            spread.Leave(now);
        }

        spread.IsFull(now).ShouldBeTrue();
        spread.IsFull(now + (2 * Second)).ShouldBeFalse();
    }
}
