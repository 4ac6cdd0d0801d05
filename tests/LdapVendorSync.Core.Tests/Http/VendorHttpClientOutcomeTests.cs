using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors;
using Microsoft.AspNetCore.Http;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>A request that must not be sent twice, after an attempt of which nobody knows whether it had its effect.</summary>
public sealed class VendorHttpClientOutcomeTests
{
    public static TheoryData<string> UnknownOutcomes => ["reset", "500", "502", "504", "hang"];

    [Theory]
    [MemberData(nameof(UnknownOutcomes))]
    public async Task Post_is_not_sent_again_when_nobody_can_look(string fault)
    {
        await using var server = await StartAsync(Step(fault));
        await using var client = await HttpVendor.ConnectAsync(Settings(server.BaseUrl, fault));

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(HttpVendor.Post(), CancellationToken.None));

        server.Count.ShouldBe(1);
        error.Failure.ShouldBe(VendorFailure.Unavailable);
        error.OutcomeUnknown.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(UnknownOutcomes))]
    public async Task Post_is_not_sent_again_when_looking_shows_its_effect(string fault)
    {
        await using var server = await StartAsync(Step(fault));
        await using var client = await HttpVendor.ConnectAsync(Settings(server.BaseUrl, fault));

        var response = await client.SendAsync(HttpVendor.Post(_ => Task.FromResult(true)), CancellationToken.None);

        server.Count.ShouldBe(1);
        response.ConfirmedByLooking.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(UnknownOutcomes))]
    public async Task Post_is_sent_again_when_looking_shows_no_effect(string fault)
    {
        await using var server = await StartAsync(Step(fault), Status(201, "{}"));
        await using var client = await HttpVendor.ConnectAsync(Settings(server.BaseUrl, fault));
        var looks = 0;

        var response = await client.SendAsync(
            HttpVendor.Post(_ =>
            {
                looks++;
                return Task.FromResult(false);
            }),
            CancellationToken.None);

        server.Count.ShouldBe(2);
        looks.ShouldBe(1);
        response.IsSuccess.ShouldBeTrue();
        response.ConfirmedByLooking.ShouldBeFalse();
        response.FollowsUnknownOutcome.ShouldBeTrue();
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Post_is_sent_again_without_looking_when_the_server_says_that_it_did_nothing(int status)
    {
        await using var server = await StartAsync(Status(status), Status(201, "{}"));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));

        var response = await client.SendAsync(
            HttpVendor.Post(_ => throw new InvalidOperationException("nobody needs to look")), CancellationToken.None);

        response.IsSuccess.ShouldBeTrue();
        response.FollowsUnknownOutcome.ShouldBeFalse();
        server.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Failure_is_certain_when_the_last_look_shows_no_effect()
    {
        await using var server = await StartAsync(Status(500));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));
        var looks = 0;

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(
            HttpVendor.Post(_ =>
            {
                looks++;
                return Task.FromResult(false);
            }),
            CancellationToken.None));

        server.Count.ShouldBe(4);
        looks.ShouldBe(4);
        error.OutcomeUnknown.ShouldBeFalse();
    }

    [Fact]
    public async Task Outcome_stays_unknown_when_looking_fails()
    {
        await using var server = await StartAsync(Reset);
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));

        var error = await Should.ThrowAsync<VendorException>(() => client.SendAsync(
            HttpVendor.Post(_ => throw new VendorException(VendorFailure.Unavailable, "the search is down.")), CancellationToken.None));

        server.Count.ShouldBe(1);
        error.OutcomeUnknown.ShouldBeTrue();
        error.Message.ShouldBe(
            "App: cannot create a thing: the outcome of the request is unknown, and looking for it failed: the search is down.");
    }

    [Fact]
    public async Task Idempotent_write_is_sent_again_without_looking()
    {
        await using var server = await StartAsync(Reset, Status(500), Status(204));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));

        var response = await client.SendAsync(
            HttpVendor.Post() with { Method = HttpMethod.Put, IsIdempotent = true }, CancellationToken.None);

        response.IsSuccess.ShouldBeTrue();
        server.Count.ShouldBe(3);
    }

    private static VendorSettings Settings(Uri baseUrl, string fault) =>
        fault == "hang" ? HttpVendor.Settings(baseUrl) with { TimeoutSeconds = 0.4 } : HttpVendor.Settings(baseUrl);

    private static RequestDelegate Step(string fault) => fault switch
    {
        "reset" => Reset,
        "hang" => Hang,
        _ => Status(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)),
    };
}
