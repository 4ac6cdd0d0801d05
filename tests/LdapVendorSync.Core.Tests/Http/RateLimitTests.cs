using System.Globalization;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>Rate limits that a vendor's answers tell of.</summary>
public sealed class RateLimitTests : IDisposable
{
    // The server's clock, an hour ahead of ours.
    private static readonly DateTimeOffset ServerTime = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3600);

    private readonly LogRecorder _log = new();

    public static TheoryData<string, double, double> Spellings => new()
    {
        { "X-RateLimit-Remaining: 7|X-RateLimit-Reset: 30", 7, 30 },
        { "X-Rate-Limit-Remaining: 7|X-Rate-Limit-Reset: {epoch+30}", 7, 30 },
        { "x-ratelimit-remaining: 0|x-ratelimit-reset: {epochms+30}", 0, 30 },
        { "RateLimit-Remaining: 7|RateLimit-Reset: 30", 7, 30 },
        { "RateLimit: limit=100, remaining=7, reset=30", 7, 30 },
        { "RateLimit: \"default\";r=7;t=30", 7, 30 },
        { "RateLimit: \"burst\";r=5;t=2, \"day\";r=3;t=4000", 3, 4000 },
        { "X-RateLimit-Remaining: 7, 900|X-RateLimit-Reset: 30", 7, 30 },
        { "X-RateLimit-Remaining: 0|X-RateLimit-Reset-After: 1.5|X-RateLimit-Reset: 99999", 0, 1.5 },
        { "X-RateLimit-Remaining: 0|X-RateLimit-Reset: {date+30}", 0, 30 },
        { "X-RateLimit-Remaining: 0|X-RateLimit-Reset: {iso+30}", 0, 30 },
        { "X-RateLimit-Remaining: 0|X-RateLimit-Reset: {epoch-30}", 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Headers_of_all_spellings_are_understood(string headers, double remaining, double seconds)
    {
        var limit = RateLimitHeaders.Parse(Response(headers), TimeProvider.System);

        limit.ShouldNotBeNull();
        limit.Remaining.ShouldBe(remaining);
        limit.Reset.TotalSeconds.ShouldBe(seconds, tolerance: 0.001);
    }

    [Theory]
    [InlineData("X-RateLimit-Limit: 100")]
    [InlineData("X-RateLimit-Remaining: 0")]
    [InlineData("X-RateLimit-Remaining: -1|X-RateLimit-Reset: 30")]
    [InlineData("X-RateLimit-Remaining: many|X-RateLimit-Reset: 30")]
    [InlineData("X-RateLimit-Remaining: 0|X-RateLimit-Reset: soon")]
    [InlineData("RateLimit: nothing")]
    public void Headers_that_cannot_be_understood_say_nothing(string headers) =>
        RateLimitHeaders.Parse(Response(headers), TimeProvider.System).ShouldBeNull();

    [Fact]
    public async Task Requests_wait_before_the_vendor_has_to_refuse_them_and_that_is_said_once()
    {
        var clock = HttpVendor.Clock();
        await using var server = await StartAsync(Status(200, "", ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "20")));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock, _log);

        for (var i = 0; i < 4; i++)
            await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        clock.Waits.Count.ShouldBe(3);
        clock.Waits.ShouldAllBe(wait => wait > TimeSpan.FromSeconds(19) && wait <= TimeSpan.FromSeconds(20));
        _log.At(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("the server's rate limit is nearly used up; requests wait 20.0 s");
    }

    [Fact]
    public async Task Nothing_waits_while_requests_are_left()
    {
        var clock = HttpVendor.Clock();
        await using var server = await StartAsync(Status(200, "", ("X-RateLimit-Remaining", "1"), ("X-RateLimit-Reset", "20")));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock, _log);

        for (var i = 0; i < 4; i++)
            await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        clock.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Limit_is_kept_also_by_many_requests_at_once()
    {
        // Ten requests in each window of the server.
        var gate = new Lock();
        var (window, left, refused) = (0L, 10, 0);
        await using var server = await StartAsync(context =>
        {
            lock (gate)
            {
                var now = Environment.TickCount64 / 400;
                if (now != window)
                    (window, left) = (now, 10);
                if (left-- <= 0)
                {
                    refused++;
                    context.Response.StatusCode = 429;
                }

                context.Response.Headers["RateLimit"] = $"limit=10, remaining={Math.Max(0, left)}, reset=1";
            }

            return Task.CompletedTask;
        });
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), log: _log);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 40),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (_, token) => (await client.SendAsync(HttpVendor.Get(), token)).IsSuccess.ShouldBeTrue());

        // Without it, three of four are refused; at the edge of a window one may be.
        refused.ShouldBeLessThan(5);
    }

    [Fact]
    public async Task Pause_is_capped()
    {
        var clock = HttpVendor.Clock();
        await using var server = await StartAsync(Status(200, "", ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "86400")));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock, _log);

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);
        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        clock.Waits.ShouldHaveSingleItem().ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task Retry_After_on_a_success_holds_the_next_request_back()
    {
        var clock = HttpVendor.Clock();
        await using var server = await StartAsync(Status(200, "", ("Retry-After", "5")), Status(200));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock, _log);

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);
        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        clock.Waits.ShouldHaveSingleItem().TotalSeconds.ShouldBeInRange(4, 5);
    }

    [Fact]
    public async Task Refusal_without_Retry_After_is_waited_out_by_the_reset()
    {
        var clock = HttpVendor.Clock();
        await using var server = await StartAsync(
            Status(429, "", ("X-Rate-Limit-Remaining", "0"), ("X-Rate-Limit-Reset", "40")), Status(200));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock, _log);

        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        clock.Waits.First().TotalSeconds.ShouldBe(40, tolerance: 0.1);
    }

    [Theory]
    [InlineData("450", "40")]
    [InlineData("0", "0")]
    public async Task Refusal_that_is_not_for_this_limit_is_tried_again_after_the_usual_wait(string remaining, string reset)
    {
        var clock = HttpVendor.Clock();
        await using var server = await StartAsync(
            Status(429, "", ("X-Rate-Limit-Remaining", remaining), ("X-Rate-Limit-Reset", reset)), Status(200));
        var settings = HttpVendor.Settings(server.BaseUrl);
        await using var client = await HttpVendor.ConnectAsync(
            settings with { ErrorHandling = settings.ErrorHandling with { RetryWaitSeconds = 4 } }, clock, _log);

        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        clock.Waits.ShouldHaveSingleItem().TotalSeconds.ShouldBeInRange(3, 5);
    }

    [Fact]
    public async Task Refusal_beyond_the_cap_ends_the_work()
    {
        await using var server = await StartAsync(Status(429, "", ("X-Rate-Limit-Remaining", "0"), ("X-Rate-Limit-Reset", "4000")));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), HttpVendor.Clock(), _log);

        (await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None)))
            .Failure.ShouldBe(VendorFailure.RateLimited);
    }

    public void Dispose() => _log.Dispose();

    private static VendorHttpResponse Response(string headers)
    {
        var text = headers
            .Replace("{epoch+30}", Epoch(30), StringComparison.Ordinal)
            .Replace("{epoch-30}", Epoch(-30), StringComparison.Ordinal)
            .Replace("{epochms+30}", Epoch(30) + "000", StringComparison.Ordinal)
            .Replace("{date+30}", ServerTime.AddSeconds(30).ToString("R"), StringComparison.Ordinal)
            .Replace("{iso+30}", ServerTime.AddSeconds(30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var named = text.Split('|').Select(line => line.Split(": ", 2)).ToDictionary(
            parts => parts[0], parts => (IReadOnlyList<string>)[parts[1]], StringComparer.OrdinalIgnoreCase);
        named["Date"] = [ServerTime.ToString("R")];
        return new VendorHttpResponse { Status = System.Net.HttpStatusCode.OK, Headers = named };
    }

    private static string Epoch(int seconds) => ServerTime.AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
