using System.Text.RegularExpressions;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Glean;
using LdapVendorSync.Fixtures.Keycloak;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sources.Keycloak;

/// <summary>Whole runs with the configuration of docs/sources/keycloak.md, as it stands there but for the addresses.</summary>
public sealed partial class KeycloakSyncTests : IAsyncLifetime, IDisposable
{
    private const int People = 60;

    private static readonly string Page = DocumentationPage.Read("sources/keycloak.md");

    private readonly SyncFolder _folder = new()
    {
        Variables = { ["KEYCLOAK_CLIENT_SECRET"] = KeycloakServer.ClientSecret, ["GLEAN_API_TOKEN"] = GleanServer.Token },
    };

    private readonly LogRecorder _log = new();
    private KeycloakServer _keycloak = null!;
    private GleanServer _glean = null!;
    private KeycloakGroup _sre = null!;

    public async Task InitializeAsync()
    {
        _keycloak = await KeycloakServer.StartAsync();
        _glean = await GleanServer.StartAsync();
        var realm = _keycloak.Realm;
        var people = Enumerable.Range(1, People).Select(number => realm.AddUser($"user{number:d3}", ("department", "Research"))).ToList();
        _sre = realm.AddGroup("Engineering", "SRE");
        realm.Join(_sre, people[..12]);
        realm.Join(realm.AddGroup("Engineering", "SRE", "Night"), people[12]);
        realm.Join(realm.AddGroup("Support"), people[20..23]);
    }

    public async Task DisposeAsync()
    {
        await _keycloak.DisposeAsync();
        await _glean.DisposeAsync();
        _keycloak.Checker.ThrowIfViolated();
        _glean.ThrowIfViolated();
    }

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Example_of_the_page_runs_and_a_second_run_changes_nothing()
    {
        var first = await RunAsync();
        var second = await RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.Added.ShouldBe(People + 13 + 3);
        _glean.Employees.Count.ShouldBe(People);
        ((string?)_glean.Employees["user007@example.com"]["department"]).ShouldBe("Research");
        second.Totals.ShouldBe(new SyncTotals { Unchanged = People + 16 }, second.Describe());
    }

    [Fact]
    public async Task Whoever_leaves_is_removed_and_whoever_comes_is_added()
    {
        await RunAsync();
        _keycloak.Realm.Leave(_sre, _keycloak.Realm.Users[2]);
        _keycloak.Realm.Remove(_keycloak.Realm.Users[^1]);
        _keycloak.Realm.AddUser("zoe", ("department", "Sales"));

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.ShouldBe(new SyncTotals { Added = 1, Removed = 2, Unchanged = People + 16 - 2 }, run.Describe());
        _glean.Employees.Keys.ShouldContain("zoe@example.com");
        _glean.Employees.Keys.ShouldNotContain("user060@example.com");
    }

    [Theory]
    [InlineData("/users\\?first=9&", FaultKind.Status)]
    [InlineData("/users\\?first=9&", FaultKind.Truncate)]
    [InlineData("/users\\?first=9&", FaultKind.Garble)]
    [InlineData("/users\\?first=9&", FaultKind.Html)]
    [InlineData("/users\\?first=9&", FaultKind.Empty)]
    [InlineData("/users\\?first=0&", FaultKind.Reset)]
    [InlineData("/users/count", FaultKind.Status)]
    [InlineData("/members\\?first=9&", FaultKind.Status)]
    [InlineData("/members\\?first=9&", FaultKind.Html)]
    [InlineData("/children", FaultKind.Status)]
    public async Task Page_that_is_broken_removes_nobody(string path, FaultKind fault)
    {
        await RunAsync();
        _keycloak.Realm.Remove(_keycloak.Realm.Users[1]);
        _keycloak.Faults.Add(new Fault { Kind = fault, Path = path });

        var run = await RunAsync();

        var broken = path.Contains("users", StringComparison.Ordinal) ? "people" : "wiki-sre";
        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        run.Changes.ShouldNotContain(outcome => outcome.Change.Mapping.VendorGroup == broken, run.Describe());
        if (broken == "people")
            _glean.Employees.Count.ShouldBe(People);

        _keycloak.Faults.Clear();
        (await RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        _glean.Employees.Count.ShouldBe(People - 1);
    }

    [Fact]
    public async Task People_removed_while_everybody_is_read_take_nobody_else_away()
    {
        await RunAsync();
        var left = 0;
        _keycloak.Asked = request =>
        {
            // One of those who were read already goes before each further page.
            if (request.Contains("/users?first=", StringComparison.Ordinal) && !request.Contains("first=0&", StringComparison.Ordinal) && left++ < 4)
                _keycloak.Realm.Remove(_keycloak.Realm.Users[0]);
        };

        var during = await RunAsync();
        _keycloak.Asked = null;
        var after = await RunAsync();

        during.ExitCode.ShouldBe(SyncExitCode.Done, during.Describe());
        after.ExitCode.ShouldBe(SyncExitCode.Done, after.Describe());
        _glean.Employees.Keys.ShouldBe(_keycloak.Realm.Users.Select(user => user.Email!), ignoreOrder: true);
        _glean.Employees.Count.ShouldBe(People - 4);
    }

    [Fact]
    public async Task Secrets_are_in_no_file_and_no_message_of_a_run()
    {
        await RunAsync();
        _keycloak.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 400, Path = "/admin/", Body = $"{{\"error\": \"{KeycloakServer.ClientSecret}\"}}" });

        var run = await RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        (run.Describe() + _log.All).ShouldNotContain(KeycloakServer.ClientSecret);
        var tokens = _keycloak.Requests.All.Select(request => request.Headers.GetValueOrDefault("Authorization")).OfType<string>();
        var files = Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).ToList();
        foreach (var secret in tokens.Distinct().Select(header => header.Split(' ')[1]).Append(KeycloakServer.ClientSecret))
        {
            _log.All.ShouldNotContain(secret);
            foreach (var file in files)
                File.ReadAllText(file).ShouldNotContain(secret);
        }
    }

    [Fact]
    public void Page_lists_exactly_the_roles_that_the_tests_give_the_client() =>
        Role().Matches(Page).Select(match => match.Groups[1].Value).ShouldBe(_keycloak.Client.Roles["acme"], ignoreOrder: true);

    [Fact]
    public void Example_with_a_key_loads()
    {
        var result = _folder.Load(Block().Matches(Page)[1].Groups[2].Value
            + "vendor_apps:\n  - {name: Wiki, module: sqlite, sqlite: {database: a.db}, groups: [{source_group: a, vendor_group: a}]}\n");

        result.Problems.ShouldBeEmpty();
    }

    private Task<SyncRun> RunAsync()
    {
        var yaml = Block().Match(Page).Groups[2].Value
            .Replace("https://sso.example.com", _keycloak.BaseUrl.ToString(), StringComparison.Ordinal)
            .Replace("https://acme-be.glean.com/api/index/v1", _glean.BaseUrl.ToString(), StringComparison.Ordinal)
            .Replace("realm: acme", "realm: acme\n    page_size: 10", StringComparison.Ordinal);
        return _folder.RunAsync(
            $"error_handling: {{max_retries: 1, retry_wait_seconds: 0.01, outage_wait_seconds: 1}}\n{yaml}",
            new SyncEnvironment { LoggerFactory = _log });
    }

    [GeneratedRegex("```yaml( signed)?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^\\| `([a-z]+-[a-z]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Role();
}
