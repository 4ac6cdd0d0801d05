using System.Diagnostics;
using System.Net;
using System.Text;
using LdapVendorSync.Fixtures.Vendors;
using LdapVendorSync.ProviderKit;
using LdapVendorSync.ProviderKit.Http;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

public sealed class FaultyProxyTests : IAsyncLifetime
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private VendorTestServer _server = null!;
    private FaultyProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        _server = await VendorTestServer.StartAsync();
        _server.Store.SeedNumbered("sre", 3);
        _proxy = FaultyProxy.Start(_server.BaseUrl);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Requests_and_answers_pass_as_they_are_and_are_counted()
    {
        using var body = new StringContent("""{"username": "zoë", "email": "z@example.com"}""", Encoding.UTF8, "application/json");
        using var created = await Client.PostAsync(Address("/users"), body);
        var direct = await Client.GetStringAsync(new Uri(_server.BaseUrl, "/groups/sre/members?page=1&per_page=2"));
        var proxied = await Client.GetStringAsync(Address("/groups/sre/members?page=1&per_page=2"));
        using var odd = await Client.GetAsync(Address("/groups/a%2Fb%20c/members"));

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        _server.Store.FindByName("zoë").ShouldNotBeNull();
        proxied.ShouldBe(direct);
        odd.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _server.Requests.All[^1].Path.ShouldBe("/groups/a%2Fb%20c/members", "escapes pass as they are");
        _proxy.Requests.ShouldBe(new RequestCount(3, 1));
    }

    [Fact]
    public async Task Body_in_chunks_passes()
    {
        using var body = new StringContent("""{"username": "ada"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, Address("/users")) { Content = body };
        request.Headers.TransferEncodingChunked = true;
        using var response = await Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        _server.Store.FindByName("ada").ShouldNotBeNull();
    }

    [Theory]
    [InlineData(VendorFaultKind.TooManyRequests, 429)]
    [InlineData(VendorFaultKind.ServerError, 500)]
    [InlineData(VendorFaultKind.Unauthorized, 401)]
    [InlineData(VendorFaultKind.Nonsense, 200)]
    public async Task Answer_is_another_than_the_vendor_would_give(VendorFaultKind kind, int status)
    {
        await _proxy.InjectAsync(new VendorFault { Kind = kind, Times = 1, RetryAfterSeconds = 7 }, default);
        using var struck = await Client.DeleteAsync(Address("/groups/sre/members/1"));
        using var next = await Client.GetAsync(Address("/groups/sre/members"));

        ((int)struck.StatusCode).ShouldBe(status);
        struck.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        next.StatusCode.ShouldBe(HttpStatusCode.OK);
        _server.Store.MemberNames("sre").Count.ShouldBe(3, "a struck request has no effect");
    }

    [Theory]
    [InlineData(VendorFaultKind.Disconnect, 3)]
    [InlineData(VendorFaultKind.LostAnswer, 2)]
    [InlineData(VendorFaultKind.CutAnswer, 2)]
    public async Task Connection_ends_before_or_after_the_effect(VendorFaultKind kind, int membersLeft)
    {
        await _proxy.InjectAsync(new VendorFault { Kind = kind, On = RequestKind.Write }, default);
        await Should.ThrowAsync<HttpRequestException>(() => Client.DeleteAsync(Address("/groups/sre/members/1")));

        _server.Store.MemberNames("sre").Count.ShouldBe(membersLeft);
        (await Client.GetStringAsync(Address("/groups/sre/members"))).ShouldContain("user00003", Case.Sensitive, "reads are not struck");
    }

    [Fact]
    public async Task Silence_lasts_until_the_client_gives_up()
    {
        await _proxy.InjectAsync(new VendorFault { Kind = VendorFaultKind.Silence, Skip = 1 }, default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        (await Client.GetStringAsync(Address("/groups/sre/members"))).ShouldNotBeEmpty();
        var started = Stopwatch.GetTimestamp();

        await Should.ThrowAsync<OperationCanceledException>(() => Client.GetStringAsync(Address("/groups/sre/members"), patience.Token));

        Stopwatch.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(500));
        await _proxy.ClearAsync(default);
        (await Client.GetStringAsync(Address("/groups/sre/members"))).ShouldNotBeEmpty();
    }

    private Uri Address(string path) => new(_proxy.BaseUrl, path);
}
