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

    private static Task<SmtpServer> StartServerAsync()
    {
        Skip.If(SmtpServer.MissingReason is not null, SmtpServer.MissingReason);
        return SmtpServer.StartAsync("sync", Password);
    }

    private static async Task<CommandResult> SyncAsync(SmtpServer server, params (string Name, string Value)[] environment)
    {
        using var quickstart = new Quickstart();
        File.AppendAllText(quickstart.Configuration, $"""

            notifications:
              enable_email: true
              email_on_success: true
              smtp_server: 127.0.0.1
              smtp_port: {server.Port}
              smtp_username: sync
              email_from: sync@example.test
              email_to: [admin@example.test]
            """);
        var variables = environment.Append(("SMTP_PASSWORD", Password)).ToDictionary();
        return await TheCommand.RunInAsync(Path.GetTempPath(), variables, "sync", "--config", quickstart.Configuration);
    }
}
