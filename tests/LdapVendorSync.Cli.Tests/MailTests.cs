using LdapVendorSync.Fixtures.Mail;

namespace LdapVendorSync.Cli.Tests;

/// <summary>The command tells of a run by a mail server that wants STARTTLS and a password.</summary>
public sealed class MailTests
{
    private const string Password = "Kn9-mail-password";

    [SkippableFact]
    public async Task Command_mails_a_run_over_starttls_with_a_password_of_the_environment()
    {
        await using var server = await StartServerAsync();

        // The mail server's authority has to be one that the system trusts.
        var result = await SyncAsync(server, ("SSL_CERT_FILE", server.AuthorityFile));

        result.ShouldExitWith(0);
        var mail = (await server.TakeAsync()).ShouldHaveSingleItem(result.Error);
        mail.Tls.ShouldBeTrue();
        mail.User.ShouldBe("sync");
        mail.Data.ShouldContain("86 added");
        (result.Output + result.Error).ShouldNotContain(Password);
    }

    [SkippableFact]
    public async Task Command_does_not_give_its_password_to_a_mail_server_that_nobody_vouches_for()
    {
        await using var server = await StartServerAsync();

        var result = await SyncAsync(server);

        result.ShouldExitWith(0);
        (await server.TakeAsync()).ShouldBeEmpty();
        result.Error.ShouldContain("certificate");
    }

    [SkippableFact]
    public async Task Damaged_history_is_told_by_console_json_report_log_and_mail_though_nobody_is_held_for_it()
    {
        await using var server = await StartServerAsync();
        using var quickstart = new Quickstart();
        (await quickstart.RunAsync("sync")).ShouldExitWith(0);
        var state = Path.Combine(quickstart.Folder, "state");
        await File.WriteAllTextAsync(Path.Combine(state, "history.db"), "scrambled");
        AddMail(quickstart, server);
        var variables = Variables(("SSL_CERT_FILE", server.AuthorityFile));

        var result = await TheCommand.RunInAsync(
            Path.GetTempPath(), variables, "sync", "--config", quickstart.Configuration, "--output", "json");

        result.ShouldExitWith(0);
        var path = result.Json.GetProperty("setAsideHistory").GetString()!;
        path.ShouldStartWith(Path.Combine(state, "history.db.damaged-"));
        (await File.ReadAllTextAsync(path)).ShouldBe("scrambled");
        result.Error.ShouldContain("could not be used");
        var mail = (await server.TakeAsync()).ShouldHaveSingleItem(result.Error);
        mail.Data.ShouldContain("The history was damaged, and a new one was begun");

        var again = await TheCommand.RunInAsync(Path.GetTempPath(), variables, "sync", "--config", quickstart.Configuration);
        again.ShouldExitWith(0).Output.ShouldNotContain("damaged");
        (await server.TakeAsync()).ShouldAllBe(later => later.Data.Contains("works again"));
    }

    private static Task<SmtpServer> StartServerAsync()
    {
        Skip.If(SmtpServer.MissingReason is not null, SmtpServer.MissingReason);
        return SmtpServer.StartAsync("sync", Password);
    }

    private static async Task<CommandResult> SyncAsync(SmtpServer server, params (string Name, string Value)[] environment)
    {
        using var quickstart = new Quickstart();
        AddMail(quickstart, server);
        return await TheCommand.RunInAsync(Path.GetTempPath(), Variables(environment), "sync", "--config", quickstart.Configuration);
    }

    private static Dictionary<string, string> Variables(params (string Name, string Value)[] environment) =>
        environment.Append(("SMTP_PASSWORD", Password)).ToDictionary();

    private static void AddMail(Quickstart quickstart, SmtpServer server) => File.AppendAllText(quickstart.Configuration, $"""

        notifications:
          enable_email: true
          email_on_success: true
          smtp_server: 127.0.0.1
          smtp_port: {server.Port}
          smtp_username: sync
          email_from: sync@example.test
          email_to: [admin@example.test]
        """);
}
