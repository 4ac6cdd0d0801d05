using System.Net.Mail;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks that mail has what it needs.</summary>
internal static class NotificationValidator
{
    private const int ImplicitTlsPort = 465;

    public static void Validate(NotificationSettings notifications, ValidationContext context)
    {
        CheckAddresses(notifications, context);
        if (notifications.SmtpUsername is not null && notifications.SmtpPassword is null)
            context.Error(
                notifications,
                "smtp_password",
                "smtp_username has no password.",
                "Give smtp_password, smtp_password_file or the variable SMTP_PASSWORD.");
        if (notifications.SmtpPort == ImplicitTlsPort)
            context.Error(
                notifications,
                "smtp_port",
                "Port 465 expects TLS from the start, which is not supported.",
                "Use port 587 with smtp_tls: true (STARTTLS).");
        if (!notifications.EnableEmail)
            return;

        if (string.IsNullOrEmpty(notifications.SmtpServer))
            context.Error(notifications, "smtp_server", "Mail needs a server.");
        if (string.IsNullOrEmpty(notifications.EmailFrom))
            context.Error(notifications, "email_from", "Mail needs a sender.");
        if (notifications.EmailTo.Count == 0)
            context.Error(notifications, "email_to", "Mail needs recipients.");
        context.NotAvailable(notifications, "enable_email", "mail comes with a later version: no mail will be sent", refusesRun: false);
    }

    private static void CheckAddresses(NotificationSettings notifications, ValidationContext context)
    {
        if (notifications.EmailFrom is { Length: > 0 } from && !MailAddress.TryCreate(from, out _))
            context.Error(notifications, "email_from", $"'{from}' is not a mail address.");
        foreach (var to in notifications.EmailTo.Where(to => !MailAddress.TryCreate(to, out _)))
            context.Error(notifications, "email_to", $"'{to}' is not a mail address.");
    }
}
