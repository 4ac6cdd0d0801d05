using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sources.Okta;

/// <summary>How a source authenticates as a service app, and how it keeps to the rate limits.</summary>
public sealed class OktaAccessTests : IAsyncLifetime
{
    private const string Members = "/groups/[^/]+/users";

    private OktaOrganization _okta = null!;

    public async Task InitializeAsync()
    {
        _okta = await OktaOrganization.StartAsync();
        _okta.Store.AddNumbered("SRE", 5);
    }

    public async Task DisposeAsync() => await _okta.DisposeAsync();

    [Fact]
    public async Task Service_app_gets_one_token_for_all_requests_by_a_signed_assertion()
    {
        var settings = _okta.WithApp();

        var (members, read) = await _okta.Open(_ => settings).ReadAllAsync("SRE");

        read.ShouldBeComplete();
        members.Count.ShouldBe(5);
        _okta.Sent.Count(request => request == "POST /oauth2/v1/token").ShouldBe(1);
        _okta.Server.Requests.All[0].Body.ShouldContain("scope=okta.groups.read");
        _okta.Server.Requests.All[^1].Headers["Authorization"].ShouldStartWith("Bearer ");
    }

    [Fact]
    public async Task Check_tells_that_it_is_a_service_app()
    {
        var settings = _okta.WithApp();

        var checks = await _okta.Open(_ => settings).TestAsync(CancellationToken.None);

        checks.ShouldAllBe(check => check.Passed);
        checks[1].Message.ShouldContain(OktaOrganization.ClientId);
    }

    [Fact]
    public async Task Token_that_is_revoked_in_the_middle_is_renewed()
    {
        var settings = _okta.WithApp();
        _okta.Server.Faults.Add(new Fault
        {
            Kind = FaultKind.Slow, DelayMilliseconds = 0, Path = "after=", Times = 1, Struck = _okta.Server.RevokeAccessTokens,
        });

        var (members, read) = await _okta.Open(_ => settings).ReadAllAsync("SRE");

        read.ShouldBeComplete();
        members.Count.ShouldBe(5);
        _okta.Sent.Count(request => request == "POST /oauth2/v1/token").ShouldBe(2);
    }

    [Fact]
    public async Task Api_token_that_is_revoked_in_the_middle_fails_the_read()
    {
        _okta.Server.Faults.Add(new Fault
        {
            Kind = FaultKind.Slow, DelayMilliseconds = 0, Path = "after=", Times = 1, Struck = () => _okta.Store.Tokens.Clear(),
        });

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        members.Count.ShouldBe(2);
        read.ShouldHaveFailed(SourceFailure.Authentication).Message.ShouldContain("E0000011");
    }

    [Fact]
    public async Task Key_that_the_app_does_not_know_is_refused_once()
    {
        var settings = _okta.WithApp(keyId: "key-2");

        var (_, read) = await _okta.Open(_ => settings).ReadAllAsync("SRE");

        read.ShouldHaveFailed(SourceFailure.Authentication).Message.ShouldContain("no valid 'kid'");
        _okta.Server.Requests.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Scope_that_is_not_granted_is_told()
    {
        var settings = _okta.WithApp();
        _okta.Store.Apps[0].Scopes.Remove("okta.users.read");

        var (_, read) = await _okta.Open(_ => settings).ReadAllAsync("SRE");

        var message = read.ShouldHaveFailed(SourceFailure.Authentication).Message;
        message.ShouldContain("scopes are not configured");
        message.ShouldContain("check scope");
    }

    [Fact]
    public async Task Signing_key_and_assertion_are_in_no_log()
    {
        var settings = _okta.WithApp();

        await _okta.Open(_ => settings).ReadAllAsync("SRE");

        _okta.Log.All.ShouldNotContain("eyJ");
        _okta.Log.All.ShouldNotContain(_okta.Server.Requests.All[^1].Headers["Authorization"]["Bearer ".Length..]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task Window_is_waited_out_by_the_clock_of_the_server(int skewSeconds)
    {
        _okta.Server.Options.ClockSkew = TimeSpan.FromSeconds(skewSeconds);
        var reset = DateTimeOffset.UtcNow.AddSeconds(skewSeconds + 40).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _okta.Server.Faults.Add(Refusal(limit: "600", remaining: "0", reset));

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldBeComplete();
        members.Count.ShouldBe(5);
        _okta.Clock.Waits.ShouldHaveSingleItem().TotalSeconds.ShouldBeInRange(35, 41);
    }

    [Fact]
    public async Task Window_that_ends_far_in_the_future_is_not_waited_out_for_ever()
    {
        var reset = DateTimeOffset.UtcNow.AddDays(30).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _okta.Server.Faults.Add(Refusal(limit: "600", remaining: "0", reset) with { Times = 0 });

        var (_, read) = await _okta.Open().ReadAllAsync("SRE");

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        _okta.Clock.Waits.ShouldAllBe(wait => wait <= TimeSpan.FromSeconds(new ErrorHandlingSettings().RetryAfterCapSeconds + 1));
    }

    [Theory]
    [InlineData("0", "0", -1)]
    [InlineData("600", "450", 40)]
    public async Task Refusal_for_too_many_at_once_is_tried_again_after_a_growing_wait(string limit, string remaining, int resetIn)
    {
        var reset = DateTimeOffset.UtcNow.AddSeconds(resetIn).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _okta.Server.Faults.Add(Refusal(limit, remaining, reset) with { Times = 2 });

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldBeComplete();
        members.Count.ShouldBe(5);
        var waits = _okta.Clock.Waits.ToArray();
        waits.Length.ShouldBe(2);
        waits[0].TotalSeconds.ShouldBeInRange(1.5, 2.5);
        waits[1].TotalSeconds.ShouldBeInRange(3, 5);
    }

    [Fact]
    public async Task Storm_of_refusals_fails_the_read_in_the_words_of_Okta()
    {
        _okta.Server.Options.MaxConcurrency = 0;

        var (_, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldHaveFailed(SourceFailure.Unavailable).Message.ShouldContain("API call exceeded rate limit due to too many requests (E0000047");
        _okta.Server.Requests.All.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Requests_wait_for_the_next_window_so_that_none_is_refused()
    {
        _okta.Server.Options.RequestsPerWindow = 3;
        _okta.Server.Options.Window = TimeSpan.FromSeconds(1);

        var (members, read) = await _okta.Open(clock: TimeProvider.System).ReadAllAsync("SRE");

        read.ShouldBeComplete();
        members.Count.ShouldBe(5);
        _okta.Server.Requests.All.Count.ShouldBeGreaterThan(3);
        _okta.Server.Requests.All.ShouldAllBe(request => request.Status == 200);
    }

    private static Fault Refusal(string limit, string remaining, string reset) => new()
    {
        Kind = FaultKind.Status,
        Status = 429,
        Path = Members,
        Times = 1,
        Body = """{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit due to too many requests.","errorId":"oae1","errorCauses":[]}""",
        Headers = new Dictionary<string, string>
        {
            ["X-Rate-Limit-Limit"] = limit, ["X-Rate-Limit-Remaining"] = remaining, ["X-Rate-Limit-Reset"] = reset,
        },
    };
}
