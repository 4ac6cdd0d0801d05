using LdapVendorSync.Fixtures.Mail;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A run that is ended while it waits for something does not wait on.</summary>
public sealed class SignalWhileWaitingTests
{
    // Far below every wait of these tests, on a machine that is busy with others.
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(15);

    [SkippableFact]
    public async Task Read_that_hangs_is_given_up_at_once()
    {
        await using var scene = await InterruptedSync.CreateAsync();
        scene.Vendor.Faults.Add(new Fault { Kind = FaultKind.Hang, Method = "GET" });
        using var sync = scene.Start();
        await scene.UntilItHasAskedAsync(sync, _ => true);
        await sync.SendAsync("INT");

        var result = (await sync.EndAsync()).ShouldExitWith(130);

        sync.TimeToEnd.ShouldBeLessThan(Promptly);
        result.Json.GetProperty("error").GetString().ShouldBe(
            "Cancelled. No change was made. Left for the next run, which goes on from here: 1 group that was not compared.");
        scene.Vendor.Requests.Writes.ShouldBeEmpty();
        await scene.NextRunCompletesTheWorkAsync();
    }

    [SkippableFact]
    public async Task Pause_that_the_vendor_asked_for_is_not_waited_out()
    {
        await using var scene = await InterruptedSync.CreateAsync();
        scene.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 429, RetryAfter = "50", Method = "POST", Skip = 6 });
        using var sync = scene.Start();
        await scene.UntilItHasAskedAsync(sync, request => request.Status == 429);
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        var asked = scene.Vendor.Requests.All.Count;
        await sync.SendAsync("INT");

        var result = (await sync.EndAsync()).ShouldExitWith(130);

        sync.TimeToEnd.ShouldBeLessThan(Promptly);
        scene.Vendor.Requests.All.Count.ShouldBe(asked);
        var said = result.Json.GetProperty("error").GetString().ShouldNotBeNull();
        said.ShouldNotContain("not known", Case.Insensitive, "it was cut off in its wait, not in a request");
        await scene.NextRunCompletesTheWorkAsync();
    }

    [SkippableFact]
    public async Task Turn_by_the_rate_limit_is_not_waited_for()
    {
        await using var scene = await InterruptedSync.CreateAsync("rate_limit: 0.5");
        using var sync = scene.Start();
        await scene.UntilItHasAskedAsync(sync, request => request.IsWrite);
        await sync.SendAsync("INT");

        var result = (await sync.EndAsync()).ShouldExitWith(130);

        sync.TimeToEnd.ShouldBeLessThan(Promptly);
        scene.Vendor.Requests.Writes.ShouldAllBe(request => request.Status != 0);
        result.Json.GetProperty("totals").GetProperty("failed").GetInt32().ShouldBe(0, "what was not sent did not fail");
        scene.Vendor.Requests.Writes.Count.ShouldBeLessThan(4);
    }

    [SkippableFact]
    public async Task Mail_of_a_run_that_is_through_does_not_hold_up_the_end()
    {
        Skip.If(SmtpServer.MissingReason is not null, SmtpServer.MissingReason);
        await using var mail = await SmtpServer.StartAsync();
        await using var scene = await InterruptedSync.CreateAsync(settings: Notify(mail, "slow@example.test"));
        using var sync = scene.Start();
        await scene.UntilItHasAddedAsync(sync, InterruptedSync.People);
        await Task.Delay(TimeSpan.FromSeconds(3));
        await sync.SendAsync("INT");

        var result = await sync.EndAsync();

        sync.TimeToEnd.ShouldBeLessThan(Promptly);
        result.ShouldExitWith(0).Error.ShouldContain("before everybody was told");
        result.Json.GetProperty("status").GetString().ShouldBe("Succeeded");
    }

    [SkippableFact]
    public async Task Run_that_is_ended_is_told_of()
    {
        Skip.If(SmtpServer.MissingReason is not null, SmtpServer.MissingReason);
        await using var mail = await SmtpServer.StartAsync();
        await using var scene = await InterruptedSync.CreateAsync(settings: Notify(mail, "admin@example.test"));
        scene.Vendor.Options.LatencyMilliseconds = 100;
        using var sync = scene.Start();
        await scene.UntilItHasAddedAsync(sync);
        await sync.SendAsync("TERM");

        (await sync.EndAsync()).ShouldExitWith(143);

        (await mail.TakeAsync()).ShouldHaveSingleItem().Data.ShouldContain("cancelled before its end");
        await scene.NextRunCompletesTheWorkAsync();
        (await mail.TakeAsync()).ShouldHaveSingleItem("it works again").Data.ShouldContain("cancelled before its end");
    }

    private static string Notify(SmtpServer server, string recipient) => $"""
        notifications:
          enable_email: true
          email_on_success: true
          smtp_server: 127.0.0.1
          smtp_port: {server.Port}
          smtp_tls: false
          email_from: sync@example.test
          email_to: [{recipient}]
        """;
}
