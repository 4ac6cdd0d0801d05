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
