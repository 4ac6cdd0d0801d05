using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>What answers leave of a window, whatever order they come in.</summary>
public sealed class RequestsLeftTests
{
    private const long Minute = TimeSpan.TicksPerMinute;

    private readonly RequestsLeft _left = new();

    [Fact]
    public void Nothing_is_spoken_for_before_an_answer_told()
    {
        _left.Begin();

        _left.IsSpokenFor(0).ShouldBeFalse();
    }

    [Fact]
    public void Answer_that_was_counted_earlier_raises_nothing()
    {
        var (first, second) = (_left.Begin(), _left.Begin());

        _left.End(second, Told(0), 0);
        _left.End(first, Told(1), 0);

        _left.IsSpokenFor(0).ShouldBeTrue();
    }

    [Fact]
    public void Answer_to_a_later_request_is_news_also_where_it_leaves_more()
    {
        _left.End(_left.Begin(), Told(0), 0);

        _left.End(_left.Begin(), Told(5), 1);

        _left.IsSpokenFor(1).ShouldBeFalse();
    }

    [Fact]
    public void Request_without_an_answer_may_have_cost_one()
    {
        var lost = _left.Begin();
        _left.End(_left.Begin(), Told(1), 0);
        _left.End(lost, told: null, 0);

        _left.IsSpokenFor(0).ShouldBeTrue();
    }

    [Fact]
    public void New_window_holds_the_limit_that_was_told()
    {
        _left.End(_left.Begin(), Told(0), 0);
        _left.IsSpokenFor(Minute).ShouldBeFalse();

        for (var i = 0; i < 10; i++)
            _left.Begin();

        _left.IsSpokenFor(Minute).ShouldBeTrue();
    }

    [Fact]
    public void Limit_of_none_is_no_limit()
    {
        _left.End(_left.Begin(), Told(0) with { Limit = 0 }, 0);

        _left.IsSpokenFor(Minute).ShouldBeFalse();
    }

    [Fact]
    public void What_is_forgotten_holds_nobody()
    {
        _left.End(_left.Begin(), Told(0), 0);
        _left.Forget();

        _left.IsSpokenFor(0).ShouldBeFalse();
    }

    [Fact]
    public void Server_sees_all_that_it_leaves_and_not_one_more_in_whatever_order_it_counts_and_answers() => Prop
        .ForAll(
            Gen.Choose(1, 40).Two().ToArbitrary(),
            sizes => Play(new RequestsLeft(), sizes.Item1, new Random(sizes.Item2)) == 0)
        .QuickCheckThrowOnFailure();

    // What is left in the end; a negative number where one too many went.
    private static int Play(RequestsLeft left, int limit, Random random)
    {
        var remaining = limit;
        var (onTheirWay, counted) = (new List<int> { left.Begin() }, new List<(int Number, int Remaining)>());
        Count();
        Answer();
        for (var step = 0; remaining >= 0 && (step < 20 * limit || onTheirWay.Count + counted.Count > 0); step++)
        {
            var kind = random.Next(3);
            if (kind == 0 && step < 20 * limit && !left.IsSpokenFor(0))
                onTheirWay.Add(left.Begin());
            else if (kind == 1 && onTheirWay.Count > 0)
                Count();
            else if (kind == 2 && counted.Count > 0)
                Answer();
        }

        for (; remaining > 0 && !left.IsSpokenFor(0); Answer())
        {
            onTheirWay.Add(left.Begin());
            Count();
        }

        return remaining;

        void Count() => counted.Add((TakeAny(onTheirWay, random), --remaining));

        void Answer()
        {
            var (number, told) = TakeAny(counted, random);
            left.End(number, new RateLimitHeaders(told, TimeSpan.FromDays(1), limit), 0);
        }
    }

    private static T TakeAny<T>(List<T> items, Random random)
    {
        var index = random.Next(items.Count);
        var item = items[index];
        items.RemoveAt(index);
        return item;
    }

    private static RateLimitHeaders Told(double remaining) => new(remaining, TimeSpan.FromMinutes(1), 10);
}
