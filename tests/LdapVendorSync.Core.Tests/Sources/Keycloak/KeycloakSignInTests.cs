using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Keycloak;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sources.Keycloak;

/// <summary>Where the server is found, how the client proves who it is, and what it may.</summary>
public sealed class KeycloakSignInTests
{
    [Theory]
    [InlineData(16, "")]
    [InlineData(16, "/auth")]
    [InlineData(16, "/auth/")]
    [InlineData(17, "")]
    [InlineData(26, "/")]
    public async Task Server_is_found_with_and_without_the_prefix_of_old_versions(int version, string given)
    {
        await using var scene = await KeycloakScene.StartAsync(new KeycloakOptions { Version = version });
        scene.Fill("staff", 3);
        var source = scene.Open(settings => settings with { BaseUrl = new Uri(scene.Server.BaseUrl.AbsoluteUri.TrimEnd('/') + given) });

        (await source.ReadAllAsync("staff")).Members.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(22)]
    [InlineData(26)]
    public async Task Client_proves_by_a_signature_who_it_is(int version)
    {
        await using var scene = await KeycloakScene.StartAsync(new KeycloakOptions { Version = version });
        scene.Fill("staff", 3);
        var settings = scene.WithKey();

        (await scene.Open(_ => settings).ReadAllAsync("staff")).Read.ShouldBeComplete();

        scene.Server.TokensIssued.ShouldBe(1);
    }

    [Fact]
    public async Task Assertion_is_for_the_issuer_also_where_that_has_another_address()
    {
        await using var scene = await KeycloakScene.StartAsync(new KeycloakOptions { FrontEnd = "https://sso.example.com" });
        scene.Fill("staff", 3);
        var settings = scene.WithKey();

        (await scene.Open(_ => settings).ReadAllAsync("staff")).Read.ShouldBeComplete();
        (await scene.Open(_ => settings with { AssertionAudience = "https://elsewhere.example.com" }).ReadAllAsync("staff"))
            .Read.ShouldHaveFailed(SourceFailure.Authentication);
    }

    [Fact]
    public async Task Client_of_another_realm_reads_this_one()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 3);
        var client = scene.Server.RealmOf("master").AddClient("audit", "its-secret");
        client.Roles["acme"] = ["view-users"];
        var source = scene.Open(settings => settings with
        {
            TokenRealm = "master", ClientId = "audit", ClientSecret = new Secret("its-secret"),
        });

        (await source.ReadAllAsync("staff")).Read.ShouldBeComplete();

        client.Roles.Clear();
        var other = scene.Open(settings => settings with { TokenRealm = "master", ClientId = "audit", ClientSecret = new Secret("its-secret") });
        (await other.ReadAllAsync("staff")).Read.ShouldHaveFailed(SourceFailure.AccessDenied).Message.ShouldContain("acme-realm");
    }

    [Fact]
    public async Task Tokens_that_end_sooner_than_the_read_are_renewed()
    {
        await using var scene = await KeycloakScene.StartAsync(new KeycloakOptions { TokenLifetime = TimeSpan.FromSeconds(1) });
        scene.Fill("staff", 30);
        scene.Server.Faults.Add(new Fault { Kind = FaultKind.Slow, Path = "/members", DelayMilliseconds = 300 });

        var (members, read) = await scene.Open().ReadAllAsync("staff");

        read.ShouldBeComplete();
        members.Count.ShouldBe(30);
        scene.Server.TokensIssued.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Token_that_ends_sooner_than_it_said_is_renewed_once_it_is_refused()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 30);
        var pages = 0;
        scene.Server.Asked = request =>
        {
            if (request.Contains("/members", StringComparison.Ordinal) && ++pages % 3 == 0)
                scene.Server.RevokeTokens();
        };

        var (members, read) = await scene.Open().ReadAllAsync("staff");

        read.ShouldBeComplete();
        members.Count.ShouldBe(30);
        scene.Server.TokensIssued.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Wrong_secret_is_sent_once_and_shown_nowhere()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 3);
        var source = scene.Open(settings => settings with { ClientSecret = new Secret("wr0ng-canary") });

        var error = (await source.ReadAllAsync("staff")).Read.ShouldHaveFailed(SourceFailure.Authentication);
        await source.ReadAllAsync("staff");

        error.Message.ShouldContain("invalid_client");
        error.Message.ShouldContain("client_secret");
        scene.Server.Requests.All.Count(request => request.Path.EndsWith("/token", StringComparison.Ordinal)).ShouldBe(1);
        (error + scene.Log.All).ShouldNotContain("canary");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_secret_is_in_the_log_or_in_errors(bool withKey)
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 3);
        var settings = withKey ? scene.WithKey() : scene.Settings;
        var source = scene.Open(_ => settings);
        (await source.ReadAllAsync("staff")).Read.ShouldBeComplete();
        scene.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 400, Path = "/admin/", Body = TokenOf(scene) });

        var error = (await source.ReadAllAsync("staff")).Read.ShouldHaveFailed(SourceFailure.ServerError);

        var said = error + scene.Log.All + settings;
        said.ShouldNotContain(KeycloakServer.ClientSecret);
        said.ShouldNotContain(TokenOf(scene));
        said.ShouldNotContain("client_assertion=");
        said.ShouldNotContain("PRIVATE KEY");
    }

    [Theory]
    [InlineData("view-users", null)]
    [InlineData("query-groups", "view-users")]
    [InlineData("query-users", "view-users")]
    [InlineData("view-realm", "view-users")]
    public async Task Role_that_is_missing_is_named(string role, string? missing)
    {
        await using var scene = await KeycloakScene.StartAsync();
        var group = scene.Fill("staff", 3);
        scene.Server.Client.Roles["acme"] = [role];
        var source = scene.Open();

        var (_, read) = await source.ReadAllAsync(group.Id);

        if (missing is null)
            read.ShouldBeComplete();
        else
            read.ShouldHaveFailed(SourceFailure.AccessDenied).Message.ShouldContain($"'people-sync' lacks the role {missing}");
    }

    [Fact]
    public async Task Check_passes_step_by_step()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 3);

        var results = await scene.Open().TestAsync(default);

        results.Select(result => (result.Step, result.Passed)).ShouldBe(
            [("reach", true), ("authenticate", true), ("groups", true), ("users", true)]);
        results[3].Message.ShouldContain("3");
    }

    [Fact]
    public async Task Check_warns_of_a_realm_without_groups()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Realm.AddUser("ada");

        var results = await scene.Open().TestAsync(default);

        results.ShouldAllBe(result => result.Passed);
        results.Single(result => result.IsWarning).Message.ShouldContain("may list the groups; there are none");
    }

    [Fact]
    public async Task Check_tells_a_realm_without_users_from_one_that_shows_none()
    {
        await using var scene = await KeycloakScene.StartAsync();
        var source = scene.Open();

        var users = (await source.TestAsync(default))[^1];
        (users.Passed, users.IsWarning).ShouldBe((true, true));
        users.Message.ShouldContain("may list the users; there are none");
        scene.Server.Client.Roles["acme"] = ["query-groups", "query-users"];
        (await source.TestAsync(default)).Last(result => !result.Passed).Step.ShouldBe("users");
    }

    [Theory]
    [InlineData("realm", "reach", "there is no realm 'nowhere'")]
    [InlineData("port", "reach", "cannot find the realm")]
    [InlineData("secret", "authenticate", "invalid_client")]
    [InlineData("roles", "groups", "lacks the role view-users")]
    [InlineData("query", "groups", "shows none")]
    public async Task Check_says_at_which_step_it_fails(string what, string step, string message)
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 3);
        if (what is "roles" or "query")
            scene.Server.Client.Roles["acme"] = what == "roles" ? [] : ["query-groups", "query-users"];
        var source = scene.Open(settings => what switch
        {
            "realm" => settings with { Realm = "nowhere" },
            "port" => settings with { BaseUrl = new Uri("http://127.0.0.1:9") },
            "secret" => settings with { ClientSecret = new Secret("wrong") },
            _ => settings,
        });

        var failed = (await source.TestAsync(default)).First(result => !result.Passed);

        failed.Step.ShouldBe(step);
        failed.Message.ShouldContain(message);
        failed.Hint.ShouldNotBeNull();
    }

    [Fact]
    public async Task Realm_that_is_not_there_for_the_admin_api_is_told()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Server.RealmOf("master").AddClient("audit", "its-secret").Roles["acme"] = ["view-users"];
        var source = scene.Open(settings => settings with
        {
            Realm = "other", TokenRealm = "master", ClientId = "audit", ClientSecret = new Secret("its-secret"),
        });

        (await source.ReadAllAsync("staff")).Read.ShouldHaveFailed(SourceFailure.ServerError).Message.ShouldContain("no realm 'other'");
    }

    [Fact]
    public async Task Web_page_in_place_of_a_page_of_people_is_no_empty_group()
    {
        await using var scene = await KeycloakScene.StartAsync();
        scene.Fill("staff", 9);
        scene.Server.Faults.Add(new Fault { Kind = FaultKind.Html, Path = "/members\\?first=3" });

        (await scene.Open().ReadAllAsync("staff")).Read.ShouldHaveFailed(SourceFailure.Malformed).Message.ShouldContain("web page");
    }

    private static string TokenOf(KeycloakScene scene) => scene.Server.Requests.All
        .Select(request => request.Headers.GetValueOrDefault("Authorization") ?? string.Empty)
        .Last(header => header.StartsWith("Bearer ", StringComparison.Ordinal))["Bearer ".Length..];
}
