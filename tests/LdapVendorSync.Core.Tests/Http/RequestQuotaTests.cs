using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>Limits that answers declare, and those that they let be seen.</summary>
public sealed class RequestQuotaTests
{
    [Theory]
    [InlineData("RateLimit-Policy", "50;w=1", "50/1")]
    [InlineData("RateLimit-Policy", "50;w=1, 1000;w=3600", "50/1 1000/3600")]
    [InlineData("RateLimit-Policy", "\"burst\";q=100;w=60,\"daily\";q=1000;w=86400", "100/60 1000/86400")]
    [InlineData("RateLimit-Policy", "\"a;b\";q=100;qu=\"requests\";w=60;pk=:c2Q=:", "100/60")]
    [InlineData("RateLimit-Limit", "10, 10;w=1, 50;w=60", "10/1 50/60")]
    [InlineData("RateLimit-Limit", "10", "")]
    [InlineData("RateLimit-Policy", "0;w=1", "")]
    [InlineData("RateLimit-Policy", "50;w=0", "")]
    [InlineData("RateLimit-Policy", "-50;w=1", "")]
    [InlineData("RateLimit-Policy", "50;w=99999999999999999999", "")]
    [InlineData("RateLimit-Policy", "none", "")]
    public void Declared_limits_are_understood(string header, string value, string expected)
    {
        var response = new VendorHttpResponse
        {
            Status = System.Net.HttpStatusCode.OK,
            Headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase) { [header] = [value] },
        };

        string.Join(' ', RequestQuota.Parse(response).Select(quota => $"{quota.Requests}/{quota.Window.TotalSeconds}")).ShouldBe(expected);
    }

    [Fact]
    public void Short_window_is_known_once_it_has_begun_anew()
    {
        var estimate = new QuotaEstimate();

        estimate.Observe(Left(3, reset: 5), []).ShouldBeFalse();
        estimate.Observe(Left(1, reset: 5), []).ShouldBeFalse();
        estimate.Current.ShouldBeNull();
        estimate.Observe(Left(49, reset: 5), []).ShouldBeTrue();

        estimate.Current.ShouldBe(new RequestQuota(50, TimeSpan.FromSeconds(5)));
        estimate.IsCertain.ShouldBeTrue();
    }

    [Fact]
    public void Window_of_a_second_is_guessed_at_once_and_certain_later()
    {
        var estimate = new QuotaEstimate();

        estimate.Observe(Left(44, reset: 1), []).ShouldBeTrue();
        (estimate.Current, estimate.IsCertain).ShouldBe((new RequestQuota(50, TimeSpan.FromSeconds(1)), false));
        estimate.Observe(Left(3, reset: 1), []).ShouldBeFalse();
        estimate.Observe(Left(49, reset: 1), []).ShouldBeTrue();

        (estimate.Current, estimate.IsCertain).ShouldBe((new RequestQuota(50, TimeSpan.FromSeconds(1)), true));
    }

    [Fact]
    public void Window_that_is_seen_at_its_end_is_not_taken_for_a_short_one()
    {
        var estimate = new QuotaEstimate();

        estimate.Observe(Left(3, reset: 1), []);
        estimate.Observe(Left(49, reset: 60), []).ShouldBeTrue();

        estimate.Current.ShouldBeNull("what is left of a long window is better used at once");
        estimate.IsCertain.ShouldBeFalse();
    }

    [Fact]
    public void Many_refusals_show_that_what_was_seen_is_wrong_and_what_is_declared_stays()
    {
        var seen = new QuotaEstimate();
        seen.Observe(Left(3, reset: 1), []);
        seen.Observe(Left(49, reset: 1), []);
        var declared = new QuotaEstimate();
        declared.Observe(null, [new RequestQuota(50, TimeSpan.FromSeconds(1)), new RequestQuota(1000, TimeSpan.FromHours(1))]);

        seen.Refuse().ShouldBeFalse("one may have been long on its way");
        var ends = Enumerable.Range(0, 100).Count(_ => seen.Refuse() | declared.Refuse());
        seen.Observe(Left(3, reset: 1), []);
        seen.Observe(Left(49, reset: 1), []);

        ends.ShouldBe(1);
        seen.Current.ShouldBeNull();
        declared.Current.ShouldBe(new RequestQuota(50, TimeSpan.FromSeconds(1)));
    }

    private static RateLimitHeaders Left(double remaining, int reset) => new(remaining, TimeSpan.FromSeconds(reset), 50);
}
