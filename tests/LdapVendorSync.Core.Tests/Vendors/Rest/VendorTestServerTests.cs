using System.Net.Http.Json;
using System.Text.Json;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>What other tests conclude from the vendor test server has to be true.</summary>
public sealed class VendorTestServerTests
{
    [Fact]
    public async Task Requests_for_one_person_at_once_are_noticed()
    {
        await using var server = await VendorTestServer.StartAsync(new VendorServerOptions { LatencyMilliseconds = 300 });
        server.Store.SeedNumbered("sre", 2);
        using var client = new HttpClient { BaseAddress = server.BaseUrl };

        await Task.WhenAll(client.GetAsync("/users/1"), client.GetAsync("/users/2"));
        server.Requests.MaxConcurrency.ShouldBe(2);
        server.Requests.PeopleTwiceAtOnce.ShouldBeEmpty();

        await Task.WhenAll(
            client.PostAsJsonAsync("/groups/sre/members", new { userId = "1" }), client.GetAsync(
                "/users?username=USER00001"), client.GetAsync("/users/2"));
        server.Requests.MaxConcurrency.ShouldBe(3);
        server.Requests.PeopleTwiceAtOnce.ShouldBe(["user00001"], Case.Insensitive);
    }

    [Fact]
    public async Task Other_processes_seed_spoil_and_question_it_over_http()
    {
        await using var server = await VendorTestServer.StartAsync();
        using var client = new HttpClient { BaseAddress = server.BaseUrl };

        await PostAsync(
            client, "/_test/state", """{"users": [{"username": "ada", "email": "a@b.c"}], "groups": {"sre": ["ada", "bob"]}}""");
        await PostAsync(client, "/_test/faults", """{"kind": "Status", "status": 429, "retryAfter": "2", "users": ["bob"], "times": 1}""");

        server.Store.MemberNames("sre").ShouldBe(["ada", "bob"]);
        ((int)(await client.GetAsync("/users?username=bob")).StatusCode).ShouldBe(429);
        ((int)(await client.GetAsync("/users?username=bob")).StatusCode).ShouldBe(200);
        ((int)(await client.GetAsync("/users?username=ada")).StatusCode).ShouldBe(200);
        await client.DeleteAsync("/groups/sre/members/1");

        var summary = await client.GetFromJsonAsync<JsonElement>("/_test/summary");
        (summary.GetProperty("requests").GetInt32(), summary.GetProperty("writes").GetInt32()).ShouldBe((4, 1));
        var requests = await client.GetFromJsonAsync<JsonElement>("/_test/requests");
        requests.EnumerateArray().Select(request => request.GetProperty("status").GetInt32()).ShouldBe([429, 200, 200, 204]);
        var state = await client.GetFromJsonAsync<JsonElement>("/_test/state");
        state.GetProperty("groups").GetProperty("sre").EnumerateArray().Single().GetString().ShouldBe("bob");

        (await client.PostAsync(
            "/_test/faults", new StringContent("""{"kind": "Status", "stauts": 500}"""))).IsSuccessStatusCode.ShouldBeFalse();
        await client.DeleteAsync("/_test/requests");
        await client.DeleteAsync("/_test/state");
        server.Requests.All.ShouldBeEmpty();
        server.Store.Users.ShouldBeEmpty();
    }

    private static async Task PostAsync(HttpClient client, string address, string json) =>
        (await client.PostAsync(address, new StringContent(json))).IsSuccessStatusCode.ShouldBeTrue();
}
