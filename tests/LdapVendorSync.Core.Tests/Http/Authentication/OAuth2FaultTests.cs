using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Core.Tests.Http.Authentication;

/// <summary>Token endpoints that fail, lie or are slow.</summary>
public sealed class OAuth2FaultTests : IDisposable
{
    private readonly LogRecorder _log = new();

    [Fact]
    public async Task Concurrent_requests_share_one_token_request()
    {
        await using var vendor = await new TokenVendor
        {
            Misbehave = async (_, context) =>
            {
                await Task.Delay(200, context.RequestAborted);
                return false;
            },
        }.StartAsync();
        await using var client = await ConnectAsync(vendor);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.SendAsync(HttpVendor.Get(), CancellationToken.None)));

        vendor.Tokens.ShouldBe(1);
        vendor.Requests.ShouldBe(50);
    }

    [Fact]
    public async Task Refused_token_is_renewed_once_and_the_request_sent_again_even_if_it_must_not_be_done_twice()
    {
        await using var vendor = await new TokenVendor { Accepts = (token, _) => token == 2 }.StartAsync();
        await using var client = await ConnectAsync(vendor);

        (await client.SendAsync(HttpVendor.Post(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        vendor.Tokens.ShouldBe(2);
        vendor.Written.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Token_that_expires_in_the_middle_of_the_work_is_renewed_each_time()
    {
        // Each token is good for ten requests.
        await using var vendor = await new TokenVendor { Accepts = (token, request) => request <= token * 11 - 1 }.StartAsync();
        await using var client = await ConnectAsync(vendor);

        for (var i = 0; i < 40; i++)
            (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        vendor.Tokens.ShouldBe(4);
    }

    [Fact]
    public async Task Refusal_of_a_new_token_stops_the_vendor()
    {
        await using var vendor = await new TokenVendor { Accepts = (_, _) => false }.StartAsync();
        await using var client = await ConnectAsync(vendor);

        for (var i = 0; i < 3; i++)
        {
            var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));
            error.Failure.ShouldBe(VendorFailure.Authentication);
        }

        vendor.Tokens.ShouldBe(2);
        vendor.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task Refusal_of_new_tokens_of_many_requests_at_once_costs_one_renewal()
    {
        await using var vendor = await new TokenVendor { Accepts = (_, _) => false }.StartAsync();
        await using var client = await ConnectAsync(vendor);

        var errors = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None))));

        errors.ShouldAllBe(error => error.Failure == VendorFailure.Authentication);
        vendor.Tokens.ShouldBe(2);
    }

    [Theory]
    [InlineData(400, """{"error": "invalid_client", "error_description": "no"}""", "invalid_client: no", "check client_id, client_secret")]
    [InlineData(401, """{"error": "invalid_client"}""", "answered with 401 (invalid_client)", "check client_id, client_secret")]
    [InlineData(400, """{"error": "invalid_scope"}""", "invalid_scope", "check scope")]
    [InlineData(403, "", "answered with 403", "check 'auth'")]
    [InlineData(404, "<html></html>", "answered with 404", "check token_url")]
    [InlineData(302, "", "answered with 302", "check token_url")]
    [InlineData(200, "<html><title>Sign in</title></html>", "web page titled 'Sign in'", "token_url")]
    [InlineData(200, """{"access_token": "canary-token" """, "is not JSON", "token_url")]
    [InlineData(200, """{"token": "canary-token"}""", "it has no access_token", "")]
    [InlineData(200, """{"error": "server_error"}""", "it has no access_token (server_error)", "")]
    [InlineData(200, """{"access_token": ""}""", "it has no access_token", "")]
    [InlineData(200, """{"access_token": ["canary-token"]}""", "it has no access_token", "")]
    [InlineData(200, """{"access_token": "canary\ntoken"}""", "no header can carry", "")]
    [InlineData(200, """{"access_token": "canary-token", "token_type": "mac"}""", "of type 'mac'", "scheme")]
    [InlineData(200, "[]", "it has no access_token", "")]
    [InlineData(200, "", "not JSON", "")]
    public async Task Answer_without_a_token_stops_the_vendor_at_once(int status, string body, string reason, string hint)
    {
        await using var vendor = await new TokenVendor
        {
            Misbehave = async (_, context) =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = "https://elsewhere.test/token";
                await context.Response.WriteAsync(body);
                return true;
            },
        }.StartAsync();
        await using var client = await ConnectAsync(vendor);

        for (var i = 0; i < 2; i++)
        {
            var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));
            error.Failure.ShouldBe(VendorFailure.Authentication);
            error.NotSent.ShouldBeTrue();
            error.Message.ShouldContain("App: cannot get an access token");
            error.Message.ShouldContain(reason);
            error.Message.ShouldContain(hint);
            error.ToString().ShouldNotContain("canary");
        }

        vendor.Tokens.ShouldBe(1);
        vendor.Requests.ShouldBe(0);
        _log.All.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("429")]
    [InlineData("reset")]
    public async Task Passing_fault_of_the_token_endpoint_is_tried_again(string fault)
    {
        await using var vendor = await new TokenVendor
        {
            Misbehave = async (number, context) =>
            {
                if (number > 2)
                    return false;
                await Steps.Of(fault)(context);
                return true;
            },
        }.StartAsync();
        await using var client = await ConnectAsync(vendor, HttpVendor.Clock());

        (await client.SendAsync(HttpVendor.Post(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        vendor.Tokens.ShouldBe(3);
        vendor.Written.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Token_endpoint_that_is_down_from_the_start_is_unavailable()
    {
        await using var vendor = await new TokenVendor { Misbehave = Fail }.StartAsync();
        await using var client = await ConnectAsync(vendor, HttpVendor.Clock());

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Post(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.NotSent.ShouldBeTrue();
        error.OutcomeUnknown.ShouldBeFalse();
        error.Message.ShouldContain("cannot get an access token");
        vendor.Tokens.ShouldBe(4);

        static async Task<bool> Fail(int number, HttpContext context)
        {
            await Steps.Of("500")(context);
            return true;
        }
    }

    [Fact]
    public async Task Token_endpoint_that_fails_in_the_middle_of_the_work_counts_as_a_vendor_that_is_down()
    {
        await using var vendor = await new TokenVendor
        {
            Accepts = (_, request) => request == 1,
            Misbehave = async (number, context) =>
            {
                if (number == 1)
                    return false;
                await Steps.Of("500")(context);
                return true;
            },
        }.StartAsync();
        await using var client = await ConnectAsync(vendor, HttpVendor.Clock());
        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Get(), CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Down);
    }

    [Theory]
    [InlineData(""" "token_type": "bearer" """, 1)]
    [InlineData(""" "token_type": "BearerToken", "expires_in": "3600" """, 1)]
    [InlineData(""" "expires_in": 0 """, 1)]
    [InlineData(""" "expires_in": -5 """, 1)]
    [InlineData(""" "expires_in": "soon" """, 1)]
    [InlineData(""" "expires_in": null """, 1)]
    [InlineData(""" "expires_in": 1e300 """, 1)]
    [InlineData(""" "expires_in": "100" """, 3)]
    [InlineData(""" "expires_in": 100.5 """, 3)]
    public async Task Lifetime_is_taken_as_far_as_it_can_be_understood(string further, int tokens)
    {
        var clock = HttpVendor.Clock();
        await using var vendor = await new TokenVendor { Further = further }.StartAsync();
        await using var client = await ConnectAsync(vendor, clock);

        for (var i = 0; i < 3; i++)
        {
            (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();
            // The clock jumps.
            await Task.Delay(TimeSpan.FromSeconds(80), clock);
        }

        vendor.Tokens.ShouldBe(tokens);
    }

    [Fact]
    public async Task Token_is_not_renewed_long_before_it_expires()
    {
        var clock = HttpVendor.Clock();
        await using var vendor = await new TokenVendor().StartAsync();
        await using var client = await ConnectAsync(vendor, clock);

        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(3500), clock);
        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);
        vendor.Tokens.ShouldBe(1);
        await Task.Delay(TimeSpan.FromSeconds(80), clock);
        await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        vendor.Tokens.ShouldBe(2);
    }

    [Fact]
    public async Task One_caller_that_gives_up_leaves_the_token_to_the_others()
    {
        var token = new HeldToken();
        await using var vendor = await new TokenVendor { Misbehave = token.HoldAsync }.StartAsync();
        await using var client = await ConnectAsync(vendor);
        using var impatience = new CancellationTokenSource();

        var first = client.SendAsync(HttpVendor.Get(), impatience.Token);
        var second = client.SendAsync(HttpVendor.Get(), CancellationToken.None);
        await token.Asked;
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        token.Release();

        (await second).IsSuccess.ShouldBeTrue();
        vendor.Tokens.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_written_once_the_run_ends_while_the_token_is_fetched()
    {
        var token = new HeldToken();
        await using var vendor = await new TokenVendor { Misbehave = token.HoldAsync }.StartAsync();
        using var stopping = new CancellationTokenSource();
        var context = HttpVendor.Context(vendor.Settings(), log: _log) with { Stopping = stopping.Token };
        await using var client = await VendorHttpClient.CreateAsync(context, CancellationToken.None);

        var write = client.SendAsync(HttpVendor.Post(), CancellationToken.None);
        await token.Asked;
        await stopping.CancelAsync();
        token.Release();

        var error = await Should.ThrowAsync<VendorException>(write);
        error.Failure.ShouldBe(VendorFailure.Cancelled);
        error.NotSent.ShouldBeTrue();
        vendor.Written.ShouldBeEmpty();
    }

    public void Dispose() => _log.Dispose();

    private Task<VendorHttpClient> ConnectAsync(TokenVendor vendor, TimeProvider? clock = null) =>
        HttpVendor.ConnectAsync(vendor.Settings(), clock, _log);
}
