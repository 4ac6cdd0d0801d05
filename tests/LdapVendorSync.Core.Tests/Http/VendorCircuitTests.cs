using System.Net;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>A vendor that stops answering in the middle of the work.</summary>
public sealed class VendorCircuitTests
{
    private const int MaxRetries = 3;

    public static TheoryData<string> Outages => ["502", "503", "504", "reset", "truncate"];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Outage_is_waited_for_and_uses_up_no_retries(string fault)
    {
        var outage = Enumerable.Repeat(Steps.Of(fault), 12);
        await using var server = await StartAsync([Status(200), .. outage, Status(200)]);
        var (clock, log) = (HttpVendor.Clock(), new LogRecorder());
        await using var client = await ConnectAsync(server.BaseUrl, clock, log);
        await client.SendAsync(HttpVendor.Get("/known"), CancellationToken.None);

        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).Status.ShouldBe(HttpStatusCode.OK);

        // Three attempts of its own, nine probes in vain, the one that was answered, and its own again.
        var targets = server.Requests.Select(request => request.Target).ToList();
        targets.ShouldBe(["/known", "/things", "/things", "/things", .. Enumerable.Repeat("/known", 10), "/things"]);
        log.At(LogLevel.Warning).ShouldContain(text => text.Contains("App does not answer any more:"));
        log.At(LogLevel.Warning).ShouldContain(text => text.Contains("App answers again"));
    }

    [Fact]
    public async Task Vendor_that_stays_away_is_given_up_in_bounded_time_and_nothing_is_sent_after_that()
    {
        await using var server = await StartAsync(Status(200), Reset);
        var (clock, log) = (HttpVendor.Clock(), new LogRecorder());
        await using var client = await ConnectAsync(server.BaseUrl, clock, log);
        await client.SendAsync(HttpVendor.Get("/known"), CancellationToken.None);
        var down = clock.GetUtcNow();

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Down);
        error.NotSent.ShouldBeFalse("it was sent three times");
        error.Message.ShouldStartWith($"App: the vendor is down since {down.UtcDateTime:yyyy-MM-dd'T'HH:mm}");
        error.Message.ShouldContain("outage_wait_seconds (120)");
        (clock.GetUtcNow() - down).TotalSeconds.ShouldBeInRange(120, 240);

        var before = server.Count;
        for (var i = 0; i < 20; i++)
        {
            var next = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Post(), CancellationToken.None));
            (next.Failure, next.NotSent, next.OutcomeUnknown).ShouldBe((VendorFailure.Down, true, false));
        }

        server.Count.ShouldBe(before);
        log.At(LogLevel.Error).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_probe_at_a_time_is_sent_however_many_requests_wait()
    {
        var (isDown, probes, most) = (false, 0, 0);
        await using var server = await StartAsync(async context =>
        {
            if (!isDown)
                return;
            if (context.Request.Path == "/known")
            {
                most = Math.Max(most, Interlocked.Increment(ref probes));
                await Task.Delay(50);
                Interlocked.Decrement(ref probes);
            }

            HttpTestServer.Reset(context);
        });
        await using var client = await ConnectAsync(server.BaseUrl, TimeProvider.System, new LogRecorder(), settings => settings with
        {
            RetryWaitSeconds = 0.01,
            OutageWaitSeconds = 3,
        });
        await client.SendAsync(HttpVendor.Get("/known"), CancellationToken.None);
        isDown = true;

        var requests = Enumerable.Range(0, 30).Select(_ => client.SendAsync(HttpVendor.Get(), CancellationToken.None)).ToList();
        foreach (var request in requests)
            (await Should.ThrowAsync<VendorException>(() => request)).Failure.ShouldBe(VendorFailure.Down);

        most.ShouldBe(1);
        server.Requests.Count(request => request.Target == "/known").ShouldBeInRange(3, 6, "one a second for three seconds, and the first");
    }

    [Theory]
    [InlineData("500")]
    [InlineData("408")]
    [InlineData("404")]
    public async Task Vendor_that_answers_anything_is_not_down(string answer)
    {
        await using var server = await StartAsync(Status(200), Steps.Of(answer));
        await using var client = await ConnectAsync(server.BaseUrl, HttpVendor.Clock(), new LogRecorder());
        await client.SendAsync(HttpVendor.Get("/known"), CancellationToken.None);

        for (var i = 0; i < 5; i++)
        {
            if (answer == "404")
                await client.SendAsync(HttpVendor.Get(), CancellationToken.None);
            else
                (await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None)))
                    .Failure.ShouldBe(VendorFailure.Unavailable);
        }

        server.Requests.Count(request => request.Target == "/known").ShouldBe(1);
    }

    [Fact]
    public async Task Request_that_the_vendor_cannot_bear_is_no_outage()
    {
        await using var server = await StartAsync(context =>
        {
            if (context.Request.Method == "POST")
                HttpTestServer.Reset(context);
            return Task.CompletedTask;
        });
        await using var client = await ConnectAsync(server.BaseUrl, HttpVendor.Clock(), new LogRecorder());
        await client.SendAsync(HttpVendor.Get("/known"), CancellationToken.None);

        for (var i = 0; i < 3; i++)
        {
            var post = HttpVendor.Post(_ => Task.FromResult(false));
            var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(post, CancellationToken.None));
            error.Failure.ShouldBe(VendorFailure.Unavailable);
        }

        server.Requests.Count(request => request.Method == "POST").ShouldBe(3 * (1 + MaxRetries));
        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Write_whose_outcome_was_unknown_when_the_vendor_went_down_stays_so()
    {
        await using var server = await StartAsync(Status(200), Reset);
        await using var client = await ConnectAsync(server.BaseUrl, HttpVendor.Clock(), new LogRecorder());
        await client.SendAsync(HttpVendor.Get("/known"), CancellationToken.None);
        var post = HttpVendor.Post(async token => (await client.SendAsync(HttpVendor.Get(), token)).IsSuccess);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(post, CancellationToken.None));

        (error.Failure, error.NotSent, error.OutcomeUnknown).ShouldBe((VendorFailure.Down, false, true));
    }

    [Fact]
    public async Task Vendor_that_comes_and_goes_is_not_waited_for_without_end()
    {
        // It answers every eighth probe and nothing else.
        var probes = new Counter();
        await using var server = await StartAsync(async context =>
        {
            if (context.Request.Path == "/known" && probes.Next() % 8 == 0)
                await context.Response.WriteAsync("[]");
            else
                HttpTestServer.Reset(context);
        });
        var clock = HttpVendor.Clock();
        await using var client = await ConnectAsync(server.BaseUrl, clock, new LogRecorder(), settings => settings with
        {
            MaxRetries = 100,
            Backoff = RetryBackoff.Constant,
            RetryBudget = null,
        });
        await client.SendAsync(HttpVendor.Get("/known"), CancellationToken.None);
        var begin = clock.GetUtcNow();

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Down);
        (clock.GetUtcNow() - begin).TotalSeconds.ShouldBeLessThan(300);
    }

    [Fact]
    public async Task Waiting_for_a_vendor_ends_with_the_run()
    {
        await using var server = await StartAsync(Status(200), Reset);
        await using var client = await ConnectAsync(server.BaseUrl, TimeProvider.System, new LogRecorder(), settings => settings with { RetryWaitSeconds = 0 });
        await client.SendAsync(HttpVendor.Get("/known"), CancellationToken.None);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(() => client.SendAsync(HttpVendor.Get(), cancel.Token));
    }

    private static Task<VendorHttpClient> ConnectAsync(
        Uri address, TimeProvider clock, LogRecorder log, Func<ErrorHandlingSettings, ErrorHandlingSettings>? change = null)
    {
        var handling = new ErrorHandlingSettings { MaxRetries = MaxRetries, RetryWaitSeconds = 5 };
        return HttpVendor.ConnectAsync(HttpVendor.Settings(address) with { ErrorHandling = change?.Invoke(handling) ?? handling }, clock, log);
    }

    private sealed class Counter
    {
        private int _count = -1;

        public int Next() => Interlocked.Increment(ref _count);
    }
}
