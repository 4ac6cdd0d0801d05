using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Notifications;

/// <summary>Tells by mail: plain text and HTML, with the changes of the run attached as comma-separated values.</summary>
internal sealed class MailChannel(NotificationSettings settings, NotificationWriter writer, TimeProvider timeProvider, ILogger logger)
    : INotificationChannel
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public string Name => $"mail by {settings.SmtpServer}:{settings.SmtpPort}";

    public bool Wants(NotificationEvent reason) =>
        reason == NotificationEvent.Success ? settings.EmailOnSuccess : settings.EmailOnFailure;

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        using var message = await ComposeAsync(notification, cancellationToken).ConfigureAwait(false);
        using var client = await CreateClientAsync(cancellationToken).ConfigureAwait(false);

        // SmtpClient.Timeout does not count for its asynchronous calls.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(settings.TimeoutSeconds), timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await client.SendMailAsync(message, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NotificationException($"the server did not finish within {settings.TimeoutSeconds:0.#} s.", isWorthRetrying: true);
        }
        catch (SmtpFailedRecipientException error) when (Refused(error) is var refused && refused.Count < message.To.Count)
        {
            // The others have it; sending anew would give it to them twice.
            logger.LogError("{Channel}: refused for {Recipients}: {Reason}", Name, string.Join(", ", refused), error.Message);
        }
        catch (SmtpException error)
        {
            throw new NotificationException(Describe(error), isWorthRetrying: error is not SmtpFailedRecipientException, error);
        }
    }

    private async Task<SmtpClient> CreateClientAsync(CancellationToken cancellationToken)
    {
        var client = new SmtpClient(settings.SmtpServer, settings.SmtpPort) { EnableSsl = settings.SmtpTls };
        if (settings.SmtpUsername is not { } userName)
            return client;
        try
        {
            client.Credentials = new NetworkCredential(
                userName, await settings.SmtpPassword!.RevealAsync(cancellationToken).ConfigureAwait(false));
            return client;
        }
        catch (SecretUnavailableException error)
        {
            client.Dispose();
            throw new NotificationException($"smtp_password: {error.Message}", isWorthRetrying: false, error);
        }
    }

    private async Task<MailMessage> ComposeAsync(Notification notification, CancellationToken cancellationToken)
    {
        var message = new MailMessage
        {
            From = new MailAddress(settings.EmailFrom!),
            Subject = notification.Subject,
            SubjectEncoding = Utf8,
            Body = writer.Text(notification),
            BodyEncoding = Utf8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,

            // So that no out-of-office reply comes back (RFC 3834 section 5).
            Headers = { ["Auto-Submitted"] = "auto-generated", ["X-Auto-Response-Suppress"] = "All" },
        };
        foreach (var recipient in settings.EmailTo)
            message.To.Add(recipient);
        var html = await writer.HtmlAsync(notification, cancellationToken).ConfigureAwait(false);
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(html, Utf8, MediaTypeNames.Text.Html));
        var changes = await writer.CsvAsync(notification, cancellationToken).ConfigureAwait(false);
        message.Attachments.Add(new Attachment(new MemoryStream(changes), $"{notification.Run.RunId}.csv", MediaTypeNames.Text.Csv));
        return message;
    }

    private static List<string> Refused(SmtpFailedRecipientException error) => error is SmtpFailedRecipientsException several
        ? [.. several.InnerExceptions.Select(one => one.FailedRecipient ?? string.Empty)]
        : [error.FailedRecipient ?? string.Empty];

    private static string Describe(SmtpException error) => error.InnerException is { } inner
        ? $"{error.Message} {inner.Message}"
        : error.Message;
}
