using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Notifications;

/// <summary>Tells by HTTP POST, in the shape that the other end takes.</summary>
internal sealed class WebhookChannel(WebhookSettings settings, TimeSpan timeout, NotificationWriter writer, TimeProvider timeProvider)
    : INotificationChannel
{
    // Teams refuses more than 28 KB, Slack cuts long texts; whoever wants all has the mail or the report.
    private const int LongestText = 8_000;

    public string Name => "webhook";

    public bool Wants(NotificationEvent reason) => reason == NotificationEvent.Success ? settings.OnSuccess : settings.OnFailure;

    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var address = await FindAddressAsync(cancellationToken).ConfigureAwait(false);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var limit = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var content = new StringContent(Body(notification), Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8"));
        try
        {
            using var response = await client.PostAsync(address, content, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw new NotificationException(
                    $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}.", IsTransient(response.StatusCode));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NotificationException($"no answer within {timeout.TotalSeconds:0.#} s.", isWorthRetrying: true);
        }
        catch (HttpRequestException error)
        {
            throw new NotificationException($"{error.Message}", isWorthRetrying: true, error);
        }
    }

    private async Task<Uri> FindAddressAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = await settings.Url.RevealAsync(cancellationToken).ConfigureAwait(false);
            return WebhookAddress.TryParse(text, out var address)
                ? address
                : throw new NotificationException("webhook.url is no https:// address.", isWorthRetrying: false);
        }
        catch (SecretUnavailableException error)
        {
            throw new NotificationException($"webhook.url: {error.Message}", isWorthRetrying: false, error);
        }
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private string Body(Notification notification) => settings.Format switch
    {
        WebhookFormat.Slack => new JsonObject { ["text"] = SlackText(notification) }.ToJsonString(),
        WebhookFormat.Teams => TeamsCard(notification).ToJsonString(),
        _ => JsonSerializer.Serialize(writer.Document(notification), NotificationJsonContext.Default.WebhookDocument),
    };

    // The three characters that Slack gives a meaning to; anything else is text.
    private string SlackText(Notification notification) => Shorten(writer.Text(notification))
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private JsonObject TeamsCard(Notification notification)
    {
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = new JsonArray(
                TextBlock(notification.Subject, isTitle: true), TextBlock(Shorten(writer.Text(notification)), isTitle: false)),
        };
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["content"] = card,
            }),
        };
    }

    private static JsonObject TextBlock(string text, bool isTitle) => new()
    {
        ["type"] = "TextBlock",
        ["text"] = text,
        ["wrap"] = true,
        ["weight"] = isTitle ? "bolder" : "default",
    };

    private static string Shorten(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}\n…";
}
