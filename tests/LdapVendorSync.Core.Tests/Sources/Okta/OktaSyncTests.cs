using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Grafana;
using LdapVendorSync.Fixtures.Okta;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sources.Okta;

/// <summary>Whole runs by the configuration of docs/sources/okta.md, as it stands there but for the addresses, and into a database.</summary>
public sealed partial class OktaSyncTests : IAsyncLifetime, IDisposable
{
    private static readonly string Page = DocumentationPage.Read("sources/okta.md");

    private readonly SyncFolder _folder = new()
    {
        Variables = { ["OKTA_API_TOKEN"] = OktaServer.Token, ["GRAFANA_TOKEN"] = GrafanaServer.Token },
    };

    private OktaServer _okta = null!;
    private GrafanaServer _grafana = null!;

    public async Task InitializeAsync()
    {
        _okta = await OktaServer.StartAsync();
        _grafana = await GrafanaServer.StartAsync();
        _grafana.Store.Users[1].Login = "lvs-admin";
        _okta.Store.AddNumbered("Engineering SRE", 12);
        _okta.Store.AddNumbered("Support", 6);
        foreach (var user in _okta.Store.Users.Values)
            _grafana.Store.AddUser(user.Login.Split('@')[0], user.Login.ToUpperInvariant());
    }

    public async Task DisposeAsync()
    {
        await _okta.DisposeAsync();
        await _grafana.DisposeAsync();
        _okta.Checker.ThrowIfViolated();
        _grafana.Checker.ThrowIfViolated();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Example_fills_the_teams_and_a_second_run_changes_nothing()
    {
        var first = await RunAsync();
        var second = await RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.ShouldBe(new SyncTotals { Added = 18 });
        _grafana.Store.MembersOf("SRE").Count.ShouldBe(12);
        second.Totals.ShouldBe(new SyncTotals { Unchanged = 18 }, second.Describe());
    }

    [Fact]
    public async Task Deactivated_person_is_removed_and_one_who_is_locked_out_is_not()
    {
        await RunAsync();
        _okta.Store.Find("user00003@example.com")!.Status = "DEPROVISIONED";
        _okta.Store.Find("user00007@example.com")!.Status = "LOCKED_OUT";

        var run = await RunAsync();

        run.Changes.Select(Describe).ShouldBe(["Remove SRE user00003@example.com Applied", "Remove Support user00003@example.com Applied"], ignoreOrder: true);
        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
    }

    [Fact]
    public async Task Person_with_a_status_that_is_not_known_stays()
    {
        await RunAsync();
        _okta.Store.Find("user00003@example.com")!.Status = "HIBERNATING";

        var run = await RunAsync();

        run.Totals.Removed.ShouldBe(0, run.Describe());
        run.Describe().ShouldContain("HIBERNATING");
        _grafana.Store.MembersOf("SRE").ShouldContain("user00003");
    }

    [Fact]
    public async Task Broken_page_removes_nobody_and_the_other_group_goes_on()
    {
        await RunAsync();
        _okta.Store.Group("Support").Members.Remove(_okta.Store.Find("user00002@example.com")!.Id);
        _okta.Store.Group("Engineering SRE").Members.Remove(_okta.Store.Find("user00002@example.com")!.Id);
        _okta.Options.MaxPageSize = 5;
        var id = _okta.Store.Group("Engineering SRE").Id;
        _okta.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 400, Path = $"/groups/{id}/users.*after=" });

        var run = await RunAsync();

        run.Changes.Select(Describe).ShouldBe(["Remove Support user00002 Applied"]);
        run.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, run.Describe());
        _grafana.Store.MembersOf("SRE").Count.ShouldBe(12);
    }

    [Fact]
    public async Task Empty_page_with_no_links_removes_nobody()
    {
        await RunAsync();
        _okta.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = "[]", Path = "/groups/[^/]+/users" });

        var run = await RunAsync();

        run.Totals.Removed.ShouldBe(0, run.Describe());
        _grafana.Store.MembersOf("SRE").Count.ShouldBe(12);
    }

    [Fact]
    public async Task Group_that_is_renamed_is_found_by_its_id()
    {
        await RunAsync();
        _okta.Store.Group("Engineering SRE").Name = "Platform";
        _okta.Store.Group("Platform").Members.Remove(_okta.Store.Find("user00002@example.com")!.Id);

        var run = await RunAsync();

        run.Totals.Failed.ShouldBe(0, run.Describe());
        run.Describe().ShouldContain("Platform");
        _grafana.Store.MembersOf("SRE").Count.ShouldBeGreaterThanOrEqualTo(11);
    }

    [Fact]
    public async Task Service_app_of_the_page_fills_a_database_with_everybody_but_the_disabled()
    {
        _okta.Store.AddUser("leaver", status: "DEPROVISIONED");
        using var key = System.Security.Cryptography.RSA.Create(2048);
        _folder.Write("okta-app.pem", key.ExportPkcs8PrivateKeyPem());
        _okta.Store.Apps.Add(new OktaServiceApp { ClientId = "0oa1a2b3c4d5e6f7g8h9", KeyId = "Kx3p9w", PublicKey = key });
        var yaml = Block().Matches(Page).Single(match => match.Groups["name"].Value == "service app").Groups["yaml"].Value + """

            create_groups: true
            vendor_apps:
              - name: Wiki
                module: sqlite
                sqlite: {database: wiki.db}
                groups: [{source_group: "*", vendor_group: everybody}]
            """;

        var first = await RunAsync(yaml);
        _okta.Store.Find("user00004@example.com")!.Status = "SUSPENDED";
        var second = await RunAsync(yaml);

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.Added.ShouldBe(12);
        second.Changes.Select(Describe).ShouldBe(["Remove everybody user00004@example.com Applied"]);
        _okta.Requests.All.ShouldNotContain(request => request.Headers.GetValueOrDefault("Authorization", "").StartsWith("SSWS"));
    }

    [Fact]
    public void Page_lists_the_defaults_of_all_statuses()
    {
        var listed = Status().Matches(Page).Select(match => $"{match.Groups[1].Value}: {match.Groups[2].Value}");
        var settings = new OktaStatusSettings();

        listed.ShouldBe(
            typeof(OktaStatusSettings).GetProperties().Where(property => property.PropertyType == typeof(AccountPolicy)).Select(property =>
                $"{System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)}: {property.GetValue(settings)!.ToString()!.ToLowerInvariant()}"),
            ignoreOrder: true);
    }

    private static string Describe(ChangeOutcome outcome) =>
        $"{outcome.Change.Action} {outcome.Change.Mapping.VendorGroup} {outcome.Change.User} {outcome.Result}";

    private Task<SyncRun> RunAsync(string? yaml = null)
    {
        var text = yaml ?? Block().Match(Page).Groups["yaml"].Value;
        return _folder.RunAsync(text
            .Replace("acme.okta.com", _okta.BaseUrl.ToString(), StringComparison.Ordinal)
            .Replace("https://grafana.example.org", _grafana.BaseUrl.ToString(), StringComparison.Ordinal)
            .Replace("00g1emaKYZTWRYYRRTSK", _okta.Store.Group("Support").Id, StringComparison.Ordinal)
            + "\nerror_handling: {max_retries: 1, retry_wait_seconds: 0.1}\n");
    }

    [GeneratedRegex("```yaml ?(?<name>[^\n]*)\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| `([a-z_]+)` \| [^|]+ \| `(enabled|disabled|left_out)` \|", RegexOptions.Multiline)]
    private static partial Regex Status();
}
