using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>What ends the requests to a vendor: refused credentials, a pause that is too long, a budget of retries that is spent.</summary>
public sealed class VendorHttpClientLimitTests
{
    [Fact]
    public async Task No_request_leaves_after_the_first_refusal_was_answered_also_none_that_waited_for_its_turn()
    {
        await using var server = await StartAsync(Status(200), Status(401));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { RateLimit = 10 });
        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        var requests = Enumerable.Range(0, 12).Select(_ => client.SendAsync(HttpVendor.Get(), CancellationToken.None)).ToList();
        foreach (var request in requests)
            (await Should.ThrowAsync<VendorException>(() => request)).Failure.ShouldBe(VendorFailure.Authentication);

        server.Count.ShouldBeInRange(2, 5, "ten a second are let through, and the first answer comes at once");
    }

    [Fact]
    public async Task Request_that_is_held_back_after_a_refusal_is_told_not_to_have_been_sent()
    {
        await using var server = await StartAsync(Status(401));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));

        var first = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));
        var second = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        (first.NotSent, second.NotSent).ShouldBe((false, true));
        second.StatusCode.ShouldBe(401);
    }

    [Theory]
    [InlineData(429, 0)]
    [InlineData(503, 0)]
    [InlineData(429, 7200)]
    [InlineData(429, -7200)]
    public async Task Pause_beyond_the_cap_is_told_with_its_end_by_our_clock_and_ends_all_requests(int status, int serverAheadSeconds)
    {
        var clock = HttpVendor.Clock();
        var serverNow = clock.GetUtcNow() + TimeSpan.FromSeconds(serverAheadSeconds);
        await using var server = await StartAsync(Status(
            status, "", ("Date", Http(serverNow)), ("Retry-After", Http(serverNow + TimeSpan.FromMinutes(30)))));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));
        var next = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Post(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.RateLimited);
        var until = error.RetryAt.ShouldNotBeNull();
        (until - clock.GetUtcNow()).TotalMinutes.ShouldBeInRange(29, 30.1, "the pause counts, whatever the server's clock says");
        error.Message.ShouldContain($"rate limited until {until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        (next.Failure, next.NotSent, next.RetryAt).ShouldBe((VendorFailure.RateLimited, true, until));
        server.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("20%", 18)]
    [InlineData("12|20%", 12)]
    [InlineData("0", 0)]
    public async Task Retries_stop_when_the_budget_is_spent(string budget, int retries)
    {
        const int Requests = 40;
        // Every second attempt fails, so that no request fails for good while there are retries.
        var number = 0;
        await using var server = await StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/bad" && Interlocked.Increment(ref number) % 2 == 1 ? 500 : 200;
            return Task.CompletedTask;
        });
        var log = new LogRecorder();
        await using var client = await ConnectAsync(server.BaseUrl, budget, log);
        var errors = new List<VendorException>();

        for (var i = 0; i < Requests; i++)
        {
            try
            {
                await client.SendAsync(HttpVendor.Get("/bad"), CancellationToken.None);
            }
            catch (VendorException error)
            {
                errors.Add(error);
            }
        }

        (server.Count - Requests).ShouldBe(retries);
        errors.ShouldNotBeEmpty();
        errors.ShouldAllBe(error => error.RetryWithheld && error.Failure == VendorFailure.Unavailable);
        errors[0].Message.ShouldEndWith($"It was not tried again, because retry_budget ({budget}) is spent.");
        log.At(LogLevel.Warning).Count(text => text.Contains("retry_budget", StringComparison.Ordinal)).ShouldBe(1, "it is logged once");
    }

    [Fact]
    public async Task Pauses_that_the_server_asks_for_cost_no_budget()
    {
        var wait = Status(429, "", ("Retry-After", "1"));
        await using var server = await StartAsync([.. Enumerable.Repeat(new[] { wait, Status(200) }, 20).SelectMany(pair => pair)]);
        await using var client = await ConnectAsync(server.BaseUrl, "0", new LogRecorder(), HttpVendor.Clock());

        for (var i = 0; i < 20; i++)
            (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Unlimited_budget_spends_the_retries_of_every_request()
    {
        await using var server = await StartAsync(Status(500));
        await using var client = await ConnectAsync(server.BaseUrl, null, new LogRecorder());

        for (var i = 0; i < 30; i++)
            await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        server.Count.ShouldBe(30 * 4);
    }

    private static string Http(DateTimeOffset time) => time.ToString("R", CultureInfo.InvariantCulture);

    private static Task<VendorHttpClient> ConnectAsync(Uri address, string? budget, LogRecorder log, TimeProvider? clock = null) =>
        HttpVendor.ConnectAsync(
            HttpVendor.Settings(address) with
            {
                ErrorHandling = new ErrorHandlingSettings
                {
                    MaxRetries = 3,
                    RetryWaitSeconds = 0,
                    RetryBudget = budget is null ? null : CountOrShare.Parse(budget, null),
                },
            },
            clock,
            log);
}
