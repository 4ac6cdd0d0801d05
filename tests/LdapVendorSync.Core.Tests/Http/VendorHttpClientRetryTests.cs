using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

public sealed class VendorHttpClientRetryTests
{
    public static TheoryData<string> PassingFaults => ["408", "429", "500", "502", "503", "504", "599", "reset", "truncate"];

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task Read_is_tried_again_when_the_fault_may_pass(string fault)
    {
        await using var server = await StartAsync(Steps.Of(fault), Steps.Of(fault), Status(200, "[]"));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));

        var response = await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        response.Status.ShouldBe(HttpStatusCode.OK);
        server.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task Other_answers_are_handed_over_at_once(int status)
    {
        await using var server = await StartAsync(Status(status));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));

        var response = await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        ((int)response.Status).ShouldBe(status);
        server.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    public async Task Failure_is_reported_when_the_retries_are_used_up(int maxRetries, int attempts)
    {
        await using var server = await StartAsync(Status(500, """{"message": "the database is down"}""", ("X-Request-Id", "abc-1")));
        var settings = HttpVendor.Settings(server.BaseUrl);
        await using var client = await HttpVendor.ConnectAsync(
            settings with { ErrorHandling = settings.ErrorHandling with { MaxRetries = maxRetries } });

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        server.Count.ShouldBe(attempts);
        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.StatusCode.ShouldBe(500);
        error.RequestId.ShouldBe("abc-1");
        error.OutcomeUnknown.ShouldBeFalse();
        error.Message.ShouldBe(
            "App: cannot read the things: GET /things was answered with 500 Internal Server Error: the database is down (request id abc-1).");
    }

    [Fact]
    public async Task Waits_double_with_jitter_up_to_the_limit()
    {
        await using var server = await StartAsync(Status(503));
        var clock = HttpVendor.Clock();
        var settings = HttpVendor.Settings(
            server.BaseUrl) with { ErrorHandling = new ErrorHandlingSettings { MaxRetries = 6, RetryWaitSeconds = 5 } };
        await using var client = await HttpVendor.ConnectAsync(settings, clock);

        await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        double[] expected = [5, 10, 20, 40, 60, 60];
        var waits = clock.Waits.Select(wait => wait.TotalSeconds).ToArray();
        waits.Length.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
            waits[i].ShouldBeInRange(expected[i] * 0.7, Math.Min(60, expected[i] * 1.3));
    }

    [Fact]
    public async Task Waits_stay_the_same_when_the_backoff_is_constant()
    {
        await using var server = await StartAsync(Status(503));
        var clock = HttpVendor.Clock();
        var handling = new ErrorHandlingSettings { MaxRetries = 4, RetryWaitSeconds = 5, Backoff = RetryBackoff.Constant };
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl) with { ErrorHandling = handling }, clock);

        await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        clock.Waits.ShouldBe(Enumerable.Repeat(TimeSpan.FromSeconds(5), 4));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Retry_after_in_seconds_is_kept_and_logged(int status)
    {
        await using var server = await StartAsync(Status(status, "", ("Retry-After", "17")), Status(200));
        var (clock, log) = (HttpVendor.Clock(), new LogRecorder());
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock, log);

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        clock.Waits.First().ShouldBe(TimeSpan.FromSeconds(17));
        var warning = log.At(LogLevel.Warning).ShouldHaveSingleItem();
        warning.ShouldContain("Trying again in 17.0 s, as the server asks (Retry-After; the cap is 120 s); retry 1 of 3");
    }

    [Fact]
    public async Task Retry_after_as_a_date_is_kept()
    {
        var clock = HttpVendor.Clock();
        var date = (clock.GetUtcNow() + TimeSpan.FromSeconds(90)).ToString("R", CultureInfo.InvariantCulture);
        await using var server = await StartAsync(Status(429, "", ("Retry-After", date)), Status(200));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock);

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        clock.Waits.First().TotalSeconds.ShouldBeInRange(60, 90);
    }

    [Fact]
    public async Task Retry_after_beyond_the_cap_ends_the_request_at_once()
    {
        await using var server = await StartAsync(Status(429, "", ("Retry-After", "1800")), Status(200));
        var clock = HttpVendor.Clock();
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.RateLimited);
        error.Message.ShouldContain("a pause of 1800 s (Retry-After), but retry_after_cap_seconds is 120");
        server.Count.ShouldBe(1);
        clock.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Connection_that_is_refused_is_tried_again_and_reported()
    {
        var log = new LogRecorder();
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(ClosedPort()), log: log);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Post(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.OutcomeUnknown.ShouldBeFalse("nothing was sent");
        error.Message.ShouldContain("refused");
        log.At(LogLevel.Warning).Count().ShouldBe(3);
    }

    [Fact]
    public async Task Host_that_does_not_exist_is_reported_by_that_reason()
    {
        var settings = HttpVendor.Settings(new Uri("http://no-such-host.invalid"));
        await using var client = await HttpVendor.ConnectAsync(settings with { ErrorHandling = new ErrorHandlingSettings { MaxRetries = 0 } });

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Message.ShouldContain("the host name cannot be resolved");
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("hang in body")]
    public async Task Silent_server_ends_in_an_error_within_the_time_limit(string fault)
    {
        await using var server = await StartAsync(Steps.Of(fault));
        var settings = HttpVendor.Settings(
            server.BaseUrl) with { TimeoutSeconds = 0.3, ErrorHandling = new ErrorHandlingSettings { MaxRetries = 0 } };
        await using var client = await HttpVendor.ConnectAsync(settings);
        var watch = Stopwatch.StartNew();

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.Message.ShouldContain("no answer within 0.3 s");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Cancelling_ends_a_request_at_once_and_is_no_vendor_failure()
    {
        await using var server = await StartAsync(Hang);
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Should.ThrowAsync<OperationCanceledException>(() => client.SendAsync(HttpVendor.Get(), cancel.Token));
    }

    private static Uri ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
