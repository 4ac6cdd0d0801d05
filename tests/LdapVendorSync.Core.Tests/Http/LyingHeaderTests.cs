using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Http;

/// <summary>Headers of answers that make no sense.</summary>
public sealed class LyingHeaderTests : IDisposable
{
    private readonly LogRecorder _log = new();

    [Theory]
    [InlineData("Retry-After", "NaN")]
    [InlineData("Retry-After", "Infinity")]
    [InlineData("Retry-After", "-5")]
    [InlineData("Retry-After", "99999999999999999999999999")]
    [InlineData("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("X-RateLimit-Reset", "-99999999999999999999999999")]
    [InlineData("X-RateLimit-Reset", "99999999999999999999999999")]
    [InlineData("X-RateLimit-Reset", "NaN")]
    [InlineData("X-RateLimit-Reset", "0001-01-01T00:00:00Z")]
    [InlineData("X-RateLimit-Reset", "9999-12-31T23:59:59Z")]
    [InlineData("X-RateLimit-Reset", "-3600")]
    [InlineData("X-RateLimit-Reset", "")]
    public async Task No_request_fails_or_waits_beyond_the_cap_by_a_header_without_sense(string name, string value)
    {
        var clock = HttpVendor.Clock();
        await using var server = await StartAsync(Status(200, "", ("X-RateLimit-Remaining", "0"), (name, value)));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock, _log);

        for (var i = 0; i < 5; i++)
            (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();

        clock.Waits.ShouldAllBe(wait => wait <= TimeSpan.FromSeconds(new ErrorHandlingSettings().RetryAfterCapSeconds));
    }

    [Theory]
    [InlineData("X-RateLimit-Reset", "31536000")]
    [InlineData("Retry-After", "31536000")]
    public async Task Pause_beyond_the_cap_is_no_longer_believed_once_an_answer_came_before_its_end(string name, string value)
    {
        var clock = HttpVendor.Clock();
        await using var server = await StartAsync(Status(200, "", ("X-RateLimit-Remaining", "0"), (name, value)));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), clock, _log);

        for (var i = 0; i < 20; i++)
            await client.SendAsync(HttpVendor.Get(), CancellationToken.None);

        clock.Waits.ShouldHaveSingleItem();
        _log.At(LogLevel.Warning).Count().ShouldBe(2);
        _log.At(LogLevel.Warning).Last().ShouldContain("not believed");
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public async Task Refusal_with_a_pause_that_is_no_number_is_a_refusal_without_one(string value)
    {
        await using var server = await StartAsync(Status(429, "", ("Retry-After", value)), Status(200));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl), HttpVendor.Clock(), _log);

        (await client.SendAsync(HttpVendor.Get(), CancellationToken.None)).IsSuccess.ShouldBeTrue();
    }

    [Theory]
    [InlineData("//")]
    [InlineData("http://")]
    [InlineData("mailto:nobody@example.test")]
    [InlineData("///\\:")]
    public async Task Redirect_to_what_is_no_address_is_a_failure_of_the_vendor(string location)
    {
        await using var server = await StartAsync(Status(302, "", ("Location", location)));
        await using var client = await HttpVendor.ConnectAsync(HttpVendor.Settings(server.BaseUrl));

        try
        {
            var response = await client.SendAsync(HttpVendor.Get(), CancellationToken.None);
            ((int)response.Status).ShouldBe(302);
        }
        catch (VendorException error)
        {
            error.Message.ShouldContain("the server points to");
        }
    }

    public void Dispose() => _log.Dispose();
}
