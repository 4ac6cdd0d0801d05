using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Mail;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Notifications;

/// <summary>Runs that tell of themselves by mail, to a real mail server.</summary>
public sealed class MailTests : IAsyncLifetime
{
    private readonly MovedClock _clock = new();
    private SmtpServer? _server;
    private SyncScenario? _scenario;

    private SmtpServer Server => _server!;

    private SyncScenario Scenario => _scenario!;

    public async Task InitializeAsync()
    {
        if (SmtpServer.MissingReason is not null)
            return;
        _server = await SmtpServer.StartAsync();
        _scenario = await SyncScenario.StartAsync();
        _scenario.TimeProvider = _clock;
        _scenario.Source.WithNumbered("staff", 3);
        _scenario.Settings = Settings();
    }

    public async Task DisposeAsync()
    {
        if (_scenario is not null)
            await _scenario.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_vendor_that_is_down_is_mailed_once_and_again_when_it_works_again()
    {
        RequireServer();
        Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503 });
        (await Scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        (await Scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);

        var mail = (await Server.TakeAsync()).ShouldHaveSingleItem();
        mail.To.ShouldBe(["first@example.test", "second@example.test"]);
        mail.From.ShouldBe("sync@example.test");
        mail.Subject().ShouldContain("App1");
        mail.Body().ShouldContain("503");
        mail.Body().ShouldContain("What to do:");

        Scenario.Vendor.Faults.Clear();
        (await Scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        (await Server.TakeAsync()).ShouldHaveSingleItem().Subject().ShouldContain("works again");
        (await Scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        (await Server.TakeAsync()).ShouldBeEmpty("a run without news is not told");
    }

    [SkippableFact]
    public async Task A_problem_that_lasts_is_mailed_again_when_its_time_has_come()
    {
        RequireServer();
        Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503 });
        await Scenario.RunAsync();
        _clock.Ahead = TimeSpan.FromHours(23);
        await Scenario.RunAsync();
        (await Server.TakeAsync()).Count.ShouldBe(1);
        _clock.Ahead = TimeSpan.FromHours(25);
        await Scenario.RunAsync();
        (await Server.TakeAsync()).Count.ShouldBe(1);
    }

    [SkippableFact]
    public async Task Failed_people_are_named_with_the_reason_and_attached()
    {
        RequireServer();
        Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 422, Method = "POST", Users = ["user00002"] });
        await Scenario.RunAsync();

        var mail = (await Server.TakeAsync()).ShouldHaveSingleItem();
        mail.Subject().ShouldContain("App1: 1 change(s) failed");
        mail.Body().ShouldContain("Add user00002 in users");
        mail.Body().ShouldContain("<h1>", customMessage: "the mail has a page beside the text");
        mail.Body().ShouldContain("vendor,group,action,user", customMessage: "the changes are attached");
        mail.Data.ShouldContain("text/csv");
    }

    [SkippableFact]
    public async Task Held_removals_are_mailed_with_the_guard_and_the_people()
    {
        RequireServer();
        Scenario.Source.WithNumbered("others", 20);
        Scenario.Mappings[0] = ("others", "users", null);
        await Scenario.RunAsync();
        for (var number = 1; number <= 10; number++)
            Scenario.Source.Leave("others", Person.Numbered(number).Id);
        (await Scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.RemovalsHeld);

        var mail = (await Server.TakeAsync()).ShouldHaveSingleItem();
        mail.Subject().ShouldContain("App1/users: 10 removal(s) held");
        mail.Body().ShouldContain("user00001");
        mail.Body().ShouldContain("--allow-removals");
    }

    [SkippableFact]
    public async Task A_good_run_is_mailed_only_when_that_is_asked_for()
    {
        RequireServer();
        await Scenario.RunAsync();
        (await Server.TakeAsync()).ShouldBeEmpty();
        Scenario.Settings = Settings(more: "email_on_success: true");
        await Scenario.RunAsync();
        (await Server.TakeAsync()).ShouldHaveSingleItem().Subject().ShouldContain("0 added, 0 removed, 0 updated");
    }

    [SkippableFact]
    public async Task A_dry_run_is_not_mailed()
    {
        RequireServer();
        Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503 });
        await Scenario.RunAsync(new SyncOptions { DryRun = true });
        (await Server.TakeAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_recipient_that_is_busy_is_tried_once_more()
    {
        RequireServer();
        Scenario.Settings = Settings(to: "busy@example.test");
        Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503 });
        await Scenario.RunAsync();
        (await Server.TakeAsync()).ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task A_refused_recipient_does_not_keep_the_mail_from_the_others()
    {
        RequireServer();
        Scenario.Settings = Settings(to: "bounce@example.test, good@example.test");
        Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503 });
        await Scenario.RunAsync();
        (await Server.TakeAsync()).ShouldHaveSingleItem().To.ShouldBe(["good@example.test"]);
    }

    [SkippableTheory]
    [InlineData("slow@example.test")]
    [InlineData("busyforever@example.test")]
    [InlineData("bounce@example.test")]
    public async Task A_mail_server_that_does_not_take_it_changes_no_outcome_and_is_tried_in_the_next_run(string to)
    {
        RequireServer();
        Scenario.Settings = Settings(to, "timeout_seconds: 1");
        Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503 });
        (await Scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
        (await Server.TakeAsync()).ShouldBeEmpty();

        Scenario.Settings = Settings();
        await Scenario.RunAsync();
        (await Server.TakeAsync()).ShouldHaveSingleItem();
    }

    [SkippableFact]
    public async Task A_mail_server_that_is_not_there_changes_no_outcome()
    {
        RequireServer();
        Scenario.Settings = Settings(port: 1);
        (await Scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503 });
        (await Scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures);
    }

    [SkippableFact]
    public async Task A_damaged_file_of_known_problems_only_means_that_they_are_told_again()
    {
        RequireServer();
        Scenario.Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503 });
        await Scenario.RunAsync();
        await File.WriteAllTextAsync(Path.Combine(Scenario.StateDirectory, "alerts.json"), "[{");
        await Scenario.RunAsync();
        (await Server.TakeAsync()).Count.ShouldBe(2);
    }

    private string Settings(string to = "first@example.test, second@example.test", string? more = null, int? port = null) => $"""
        notifications:
          enable_email: true
          smtp_server: 127.0.0.1
          smtp_port: {port ?? Server.Port}
          smtp_tls: false
          email_from: sync@example.test
          email_to: [{to}]
          {more}
        """;

    private static void RequireServer() => Skip.If(SmtpServer.MissingReason is not null, SmtpServer.MissingReason);
}
