using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>How many requests are at a server at once.</summary>
public sealed class RequestSlotsTests : IDisposable
{
    private const int Ceiling = 16;

    private readonly LogRecorder _log = new();
    private readonly Lock _gate = new();
    private int _underWay;
    private int _most;
    private int _refused;

    [Fact]
    public async Task Never_are_there_more_than_allowed_at_once_whoever_asks()
    {
        await using var server = await StartAsync(context => AnswerAsync(context, int.MaxValue, 503));
        await using var client = await ConnectAsync(server.BaseUrl, Ceiling);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.SendAsync(HttpVendor.Get(), CancellationToken.None)));

        _most.ShouldBeInRange(2, Ceiling);
        _log.At(LogLevel.Warning).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Server_that_refuses_more_than_it_bears_gets_what_it_bears_and_nothing_fails(int status)
    {
        const int Bears = 5;
        await using var server = await StartAsync(context => AnswerAsync(context, Bears, status));
        var client = await ConnectAsync(server.BaseUrl, Ceiling);
        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        await SendManyAsync(client, 300);
        var refusedAtFirst = _refused;
        (_refused, _most) = (0, 0);
        await SendManyAsync(client, 600);
        await client.DisposeAsync();

        refusedAtFirst.ShouldBeGreaterThan(0);
        _refused.ShouldBeLessThan(30, "it has settled");
        _most.ShouldBeInRange(Bears - 1, Bears + 2);
        _log.At(LogLevel.Warning).Count(text => text.Contains("requests at once instead of 16 (concurrency)", StringComparison.Ordinal)).ShouldBe(1);
        _log.At(LogLevel.Information).ShouldContain(text => text.Contains("App: did not always bear 16 requests at once", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_that_recovers_gets_all_again_and_that_is_said()
    {
        var bears = 3;
        await using var server = await StartAsync(context => AnswerAsync(context, Volatile.Read(ref bears), 429));
        await using var client = await ConnectAsync(server.BaseUrl, 8);
        await SendManyAsync(client, 60);
        Volatile.Write(ref bears, int.MaxValue);

        await SendManyAsync(client, 2000);

        _log.At(LogLevel.Information).ShouldContain("App: gets 8 requests at once again.");
    }

    [Fact]
    public async Task Place_of_a_request_that_is_cancelled_while_it_waits_goes_to_the_next()
    {
        var open = new TaskCompletionSource();
        await using var server = await StartAsync(_ => open.Task);
        await using var client = await ConnectAsync(server.BaseUrl, 1);
        using var cancellation = new CancellationTokenSource();
        var first = client.SendAsync(HttpVendor.Get(), CancellationToken.None);
        var cancelled = client.SendAsync(HttpVendor.Get(), cancellation.Token);
        var last = client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        open.SetResult();

        (await first).IsSuccess.ShouldBeTrue();
        (await last.WaitAsync(TimeSpan.FromMinutes(1))).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Requests_that_are_too_many_at_once_cost_none_of_their_retries()
    {
        const int Together = 48;
        const int Bears = 4;
        var (arrived, all) = (0, new TaskCompletionSource());
        await using var server = await StartAsync(async context =>
        {
            var number = Interlocked.Increment(ref arrived);
            if (number == Together)
                all.SetResult();
            await all.Task;
            if (number > Together)
                await AnswerAsync(context, Bears, 429);
            else if (number > Bears)
                context.Response.StatusCode = 429;
        });
        var settings = HttpVendor.Settings(server.BaseUrl) with
        {
            Concurrency = Together,
            ErrorHandling = new ErrorHandlingSettings { MaxRetries = 1, RetryWaitSeconds = 0.02 },
        };
        await using var client = await HttpVendor.ConnectAsync(settings, log: _log);

        var answers = await Task.WhenAll(Enumerable.Range(0, Together).Select(_ => client.SendAsync(HttpVendor.Post(), CancellationToken.None)));

        answers.ShouldAllBe(answer => answer.IsSuccess);
        _log.At(LogLevel.Warning).ShouldContain(text => text.Contains("with fewer at once, which counts as no retry", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusal_of_one_alone_is_charged()
    {
        var requests = 0;
        await using var server = await StartAsync(context =>
        {
            requests++;
            context.Response.StatusCode = 429;
            return Task.CompletedTask;
        });
        await using var client = await ConnectAsync(server.BaseUrl, Ceiling);

        await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Post(), CancellationToken.None));

        requests.ShouldBe(1 + 8);
    }

    [Fact]
    public async Task Who_waits_for_the_pace_is_not_at_the_server()
    {
        var requests = 0;
        await using var server = await StartAsync(context =>
        {
            if (Interlocked.Increment(ref requests) == 2)
                context.Response.StatusCode = 429;
            return Task.CompletedTask;
        });
        var settings = HttpVendor.Settings(server.BaseUrl) with { Concurrency = Ceiling, RateLimit = 4 };
        await using var client = await HttpVendor.ConnectAsync(settings, log: _log);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.SendAsync(HttpVendor.Get(), CancellationToken.None)));

        _log.At(LogLevel.Warning).ShouldNotContain(text => text.Contains("requests at once instead of", StringComparison.Ordinal));
    }

    public void Dispose() => _log.Dispose();

    private static Task SendManyAsync(VendorHttpClient client, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = Ceiling },
        async (_, token) => (await client.SendAsync(HttpVendor.Post(), token)).IsSuccess.ShouldBeTrue());

    private async Task AnswerAsync(HttpContext context, int bears, int status)
    {
        lock (_gate)
        {
            if (_underWay >= bears)
            {
                _refused++;
                context.Response.StatusCode = status;
                return;
            }

            _most = Math.Max(_most, ++_underWay);
        }

        await Task.Delay(5);
        lock (_gate)
            _underWay--;
    }

    private Task<VendorHttpClient> ConnectAsync(Uri address, int concurrency) => HttpVendor.ConnectAsync(
        HttpVendor.Settings(address) with
        {
            Concurrency = concurrency,
            ErrorHandling = new ErrorHandlingSettings { MaxRetries = 8, RetryWaitSeconds = 0.02, RetryBudget = null },
        },
        log: _log);
}
