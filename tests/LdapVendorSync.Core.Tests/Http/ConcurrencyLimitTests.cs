using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>How many requests a server gets at once, by what it answers.</summary>
public sealed class ConcurrencyLimitTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(20);
    private static readonly RequestKind Add = new(HttpMethod.Post, 3);
    private static readonly RequestKind Create = new(HttpMethod.Post, 1);

    private readonly ConcurrencyLimit _limit = new(16);

    [Fact]
    public void Limit_begins_at_the_ceiling_and_stays_there_while_all_is_well()
    {
        Succeed(1000);

        (_limit.Current, _limit.Falls).ShouldBe((16, 0));
    }

    [Fact]
    public void Overload_takes_away_a_share()
    {
        Refuse();

        _limit.Current.ShouldBe(11);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(10)]
    public void Of_requests_that_went_together_those_that_were_not_refused_are_borne_and_no_retry_is_refused(int borne)
    {
        RefuseTogether(16, borne);
        var falls = _limit.Falls;
        Succeed(borne);

        (_limit.Current, falls).ShouldBe((borne, 1));
    }

    [Fact]
    public void Outage_that_fails_all_that_went_together_leaves_one_and_no_doubt_of_the_number_once_it_is_over()
    {
        RefuseTogether(16, 0);
        _limit.Current.ShouldBe(1);

        Succeed(Enumerable.Range(1, 15).Sum());

        _limit.Current.ShouldBe(16);
    }

    [Fact]
    public void Refusal_from_before_a_fall_says_nothing_any_more_once_one_went_well_since()
    {
        var begun = _limit.Falls;
        Refuse();
        Succeed(1);

        _limit.Fail(begun, 4, isOverload: true);

        _limit.Current.ShouldBe(11);
    }

    [Fact]
    public void Limit_never_falls_below_one()
    {
        for (var i = 0; i < 50; i++)
            Refuse();

        _limit.Current.ShouldBe(1);
        Succeed(1000);
        _limit.Current.ShouldBe(16);
    }

    [Fact]
    public void Limit_counts_from_those_that_were_at_the_server_and_not_from_those_allowed()
    {
        _limit.Fail(_limit.Falls, 6, isOverload: true);

        _limit.Current.ShouldBe(4);
    }

    [Fact]
    public void One_alone_was_not_too_many()
    {
        for (var i = 0; i < 10; i++)
            _limit.Fail(_limit.Falls, 1, isOverload: true);

        (_limit.Current, _limit.Falls).ShouldBe((16, 0));
    }

    [Fact]
    public void Each_round_that_goes_well_brings_one_more_up_to_the_ceiling_and_not_beyond()
    {
        Refuse();
        Succeed(11);
        _limit.Current.ShouldBe(12);
        Succeed(12);
        _limit.Current.ShouldBe(13);

        Succeed(5000);

        _limit.Current.ShouldBe(16);
    }

    [Fact]
    public void Answers_to_requests_from_before_a_fall_bring_nothing_back()
    {
        var begun = _limit.Falls;
        Refuse();

        for (var i = 0; i < 100; i++)
            _limit.Succeed(begun, 11, Add, Quick);

        _limit.Current.ShouldBe(11);
    }

    [Fact]
    public void Failure_of_one_request_is_about_the_request_and_several_in_a_row_are_about_the_server()
    {
        for (var i = 0; i < 20; i++)
        {
            _limit.Fail(_limit.Falls, 16, isOverload: false);
            Succeed(1);
        }

        _limit.Falls.ShouldBe(0);
        _limit.Fail(_limit.Falls, 16, isOverload: false);
        _limit.Fail(_limit.Falls, 16, isOverload: false);
        _limit.Current.ShouldBe(11);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(15)]
    public void Limit_settles_at_what_the_server_bears(int bears)
    {
        var (refused, atLimit, last) = (0, 0, 0);
        for (var request = 0; request < 20_000; request++)
        {
            if (_limit.Current > bears)
            {
                Refuse();
                refused++;
                last = request;
            }
            else
            {
                Succeed(1);
                atLimit += _limit.Current == bears ? 1 : 0;
            }
        }

        atLimit.ShouldBeGreaterThan(15_000, $"of 20,000; the last refusal was at {last}");
        refused.ShouldBeLessThan(50);
        _limit.Fewest.ShouldBeGreaterThanOrEqualTo(Math.Max(1, bears * 2 / 3));
    }

    [Fact]
    public void Server_that_becomes_slow_under_its_requests_gets_fewer()
    {
        // Bears five; each further one makes all wait.
        Succeed(32, TimeSpan.FromMilliseconds(60));
        for (var i = 0; i < 32 * 20; i++)
            Succeed(1, TimeSpan.FromMilliseconds(60 * Math.Max(1, _limit.Current - 4)));

        _limit.Falls.ShouldBeGreaterThan(0);
        _limit.Fewest.ShouldBeInRange(5, 8);
    }

    [Fact]
    public void Server_that_is_slower_than_before_whatever_it_gets_is_not_slowed_further()
    {
        Succeed(320);
        Succeed(32 * 100, TimeSpan.FromSeconds(1));

        _limit.Falls.ShouldBe(1, "one trial shows that fewer at once help nothing");
        _limit.Current.ShouldBe(16);
    }

    [Theory]
    [InlineData(20, 100)]
    [InlineData(1000, 2500)]
    public void Latency_that_is_not_clearly_longer_says_nothing(int usual, int longer)
    {
        Succeed(320, TimeSpan.FromMilliseconds(usual));
        Succeed(320, TimeSpan.FromMilliseconds(longer));

        _limit.Falls.ShouldBe(0);
    }

    [Fact]
    public void Slow_requests_of_another_kind_say_nothing()
    {
        for (var round = 0; round < 20; round++)
        {
            Succeed(32);
            Succeed(32, TimeSpan.FromSeconds(1), Create);
        }

        (_limit.Current, _limit.Falls).ShouldBe((16, 0));
    }

    [Fact]
    public void What_a_trial_took_away_in_vain_is_given_back_at_once()
    {
        for (var round = 0; round < 20; round++)
        {
            Succeed(32);
            Succeed(64, TimeSpan.FromSeconds(1));
            _limit.Current.ShouldBe(16);
        }

        _limit.Fewest.ShouldBe(11);
    }

    [Fact]
    public void What_a_refusal_took_away_during_a_trial_is_not_given_back()
    {
        Succeed(32);
        Succeed(32, TimeSpan.FromSeconds(1));
        Refuse();

        Succeed(32, TimeSpan.FromSeconds(1));

        _limit.Current.ShouldBeLessThan(11);
    }

    private void Refuse() => _limit.Fail(_limit.Falls, _limit.Current, isOverload: true);

    private void RefuseTogether(int sent, int borne)
    {
        var begun = _limit.Falls;
        for (var underWay = sent; underWay > borne; underWay--)
            _limit.Fail(begun, underWay, isOverload: true);
    }

    private void Succeed(int times, TimeSpan? latency = null, RequestKind? kind = null)
    {
        for (var i = 0; i < times; i++)
            _limit.Succeed(_limit.Falls, _limit.Current, kind ?? Add, latency ?? Quick);
    }
}
