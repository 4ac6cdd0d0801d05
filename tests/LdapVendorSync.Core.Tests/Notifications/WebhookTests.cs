using System.Text.Json;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Core.Tests.Notifications;

/// <summary>Runs that tell of themselves by HTTP POST, to a real server.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private readonly List<JsonElement> _posted = [];
    private readonly Queue<int> _statuses = new();
    private HttpTestServer? _server;
    private SyncScenario? _scenario;

    private SyncScenario Scenario => _scenario!;

    public async Task InitializeAsync()
    {
        _server = await HttpTestServer.StartAsync(TakeAsync);
        _scenario = await SyncScenario.StartAsync();
        _scenario.Source.WithNumbered("staff", 2);
        _scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503 });
    }

    public async Task DisposeAsync()
    {
        await _scenario!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Json_tells_all_there_is()
    {
        Scenario.Settings = Settings("json");
        var run = await Scenario.RunAsync();

        var posted = _posted.ShouldHaveSingleItem();
        posted.GetProperty("event").GetString().ShouldBe("Failure");
        posted.GetProperty("runId").GetString().ShouldBe(run.RunId);
        posted.GetProperty("exitCode").GetInt32().ShouldBe(4);
        var alert = posted.GetProperty("alerts")[0];
        alert.GetProperty("system").GetString().ShouldBe("App1");
        alert.GetProperty("details")[0].GetString()!.ShouldContain("503");
    }

    [Theory]
    [InlineData(401, null, 0, "App1 refused the credentials", "Renew the credential")]
    [InlineData(429, "3600", 0, "App1 asked for a long pause", "rate_limit")]
    [InlineData(502, null, 2, "App1 went down", "outage_wait_seconds")]
    [InlineData(422, null, 2, "App1 was stopped", "max_errors_per_vendor")]
    public async Task What_ended_a_vendor_is_told_with_what_to_do(int status, string? retryAfter, int skip, string title, string advice)
    {
        Scenario.Settings = Settings("json");
        Scenario.VendorSettings = ["error_handling: {max_errors_per_vendor: 1}"];
        Scenario.Source.With("staff", Person.Numbered(3));
        Scenario.Vendor.Faults.Clear();
        Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = status, RetryAfter = retryAfter, Skip = skip });

        await Scenario.RunAsync();

        var alert = _posted.ShouldHaveSingleItem().GetProperty("alerts")[0];
        alert.GetProperty("title").GetString().ShouldBe(title);
        alert.GetProperty("advice").GetString()!.ShouldContain(advice);
    }

    [Fact]
    public async Task Slack_gets_a_text_that_its_marks_cannot_change()
    {
        Scenario.Settings = Settings("slack");
        Scenario.Vendor.Faults.Clear();
        Scenario.Vendor.Faults.Add(
            new Fault { Kind = FaultKind.Status, Status = 422, Method = "POST", Users = ["user00002"], Body = """{"error": "<!channel> & more"}""" });
        await Scenario.RunAsync();
        var text = _posted.ShouldHaveSingleItem().GetProperty("text").GetString()!;
        text.ShouldContain("user00002");
        text.ShouldNotContain("<!channel>");
    }

    [Fact]
    public async Task Teams_gets_an_adaptive_card()
    {
        Scenario.Settings = Settings("teams");
        await Scenario.RunAsync();
        var attachment = _posted.ShouldHaveSingleItem().GetProperty("attachments")[0];
        attachment.GetProperty("contentType").GetString().ShouldBe("application/vnd.microsoft.card.adaptive");
        attachment.GetProperty("content").GetProperty("body")[0].GetProperty("text").GetString()!.ShouldContain("App1");
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_once_more()
    {
        Scenario.Settings = Settings("json");
        _statuses.Enqueue(503);
        await Scenario.RunAsync();
        _posted.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_refusal_is_not_repeated_and_told_anew_by_the_next_run()
    {
        Scenario.Settings = Settings("json");
        _statuses.Enqueue(404);
        (await Scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        _posted.Count.ShouldBe(1);
        await Scenario.RunAsync();
        _posted.Count.ShouldBe(2);
    }

    private string Settings(string format) => $"""
        notifications:
          webhook:
            url: {_server!.BaseUrl.AbsoluteUri.TrimEnd('/')}/hook/s3cr3t-path
            format: {format}
        """;

    private async Task TakeAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        _posted.Add(body.RootElement.Clone());
        context.Response.StatusCode = _statuses.TryDequeue(out var status) ? status : 200;
    }
}
