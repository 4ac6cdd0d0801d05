using System.Net;
using System.Net.Mail;
using LdapVendorSync.Core.Notifications;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks that mail and webhook have what they need.</summary>
internal static class NotificationValidator
{
    private const int ImplicitTlsPort = 465;

    public static void Validate(NotificationSettings notifications, ValidationContext context)
    {
        CheckAddresses(notifications, context);
        if (notifications.Webhook is { } webhook)
            CheckWebhook(webhook, context);
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
        if (notifications is { SmtpUsername: not null, SmtpTls: false } && !IsLoopback(notifications.SmtpServer))
            context.Error(
                notifications,
                "smtp_tls",
                "The password of smtp_username would go over the network in the clear.",
                "Set smtp_tls: true, or leave smtp_username out where the server takes mail without authentication.");
    }

    private static void CheckAddresses(NotificationSettings notifications, ValidationContext context)
    {
        if (notifications.EmailFrom is { Length: > 0 } from && !MailAddress.TryCreate(from, out _))
            context.Error(notifications, "email_from", $"'{from}' is not a mail address.");
        foreach (var to in notifications.EmailTo.Where(to => !MailAddress.TryCreate(to, out _)))
            context.Error(notifications, "email_to", $"'{to}' is not a mail address.");
    }

    // The text of a secret that a command or a vault gives is known only when it is used; it is checked then.
    private static void CheckWebhook(WebhookSettings webhook, ValidationContext context)
    {
        if (webhook.Url is not { IsKnown: true } || WebhookAddress.TryParse(webhook.Url.Reveal(), out _))
            return;
        context.Error(webhook, "url", "The address of a webhook has to be https:// (http:// only on loopback).");
    }

    private static bool IsLoopback(string? host) =>
        host is "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
