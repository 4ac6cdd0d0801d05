using System.Globalization;
using System.Text;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Notifications;

/// <summary>Puts a notification into words. Nothing leaves without having been freed of secrets.</summary>
/// <param name="redactor">Knows the secrets.</param>
internal sealed class NotificationWriter(SecretRedactor redactor)
{
    private const int LongestSubject = 140;

    // A spreadsheet takes a file without byte order mark for the system's own code page and garbles names.
    private static readonly UTF8Encoding Utf8WithMark = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>A notification with its subject.</summary>
    public Notification Compose(
        NotificationEvent reason, SyncRun run, IReadOnlyList<Alert> alerts, IReadOnlyList<OpenAlert> recovered) =>
        new(reason, redactor.Redact(Subject(reason, run, alerts, recovered)), run, alerts, recovered);

    /// <summary>The plain text.</summary>
    public string Text(Notification notification)
    {
        var text = new StringBuilder();
        foreach (var alert in notification.Alerts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{alert.Title}\n");
            foreach (var detail in alert.Details)
                text.Append(CultureInfo.InvariantCulture, $"  - {OneLine(detail)}\n");
            text.Append(CultureInfo.InvariantCulture, $"  What to do: {alert.Advice}\n\n");
        }

        foreach (var alert in notification.Recovered)
            text.Append(CultureInfo.InvariantCulture, $"Works again: {alert.Title} (since {Time(alert.Since)})\n");
        if (notification.Recovered.Count > 0)
            text.Append('\n');
        foreach (var (name, value) in Facts(notification.Run))
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
        return redactor.Redact(text.ToString());
    }

    /// <summary>The page: no script, no asset, no connection.</summary>
    public async Task<string> HtmlAsync(Notification notification, CancellationToken cancellationToken)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var html = new HtmlBuilder(text);
        html.Markup("<!DOCTYPE html>\n<html lang=\"en\">\n<body style=\"font-family: sans-serif\">\n").Element("h1", notification.Subject);
        foreach (var alert in notification.Alerts)
        {
            html.Element("h2", alert.Title).Open("ul");
            foreach (var detail in alert.Details)
                html.Element("li", detail);
            html.Close("ul").Element("p", $"What to do: {alert.Advice}");
        }

        foreach (var alert in notification.Recovered)
            html.Element("p", $"Works again: {alert.Title} (since {Time(alert.Since)})");
        html.Open("table");
        foreach (var (name, value) in Facts(notification.Run))
            html.Open("tr").Element("th", name).Element("td", value).Close("tr");
        html.Close("table").Markup("</body>\n</html>\n");
        await html.FlushAsync(cancellationToken).ConfigureAwait(false);
        return redactor.Redact(text.ToString());
    }

    /// <summary>The changes of the run, for a spreadsheet.</summary>
    public async Task<byte[]> CsvAsync(Notification notification, CancellationToken cancellationToken)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        await CsvReport.WriteAsync(notification.Run, text, cancellationToken).ConfigureAwait(false);
        return [.. Utf8WithMark.GetPreamble(), .. Utf8WithMark.GetBytes(redactor.Redact(text.ToString()))];
    }

    /// <summary>Everything, for a program.</summary>
    public WebhookDocument Document(Notification notification)
    {
        var run = notification.Run;
        return new WebhookDocument(
            notification.Event,
            notification.Subject,
            run.RunId,
            Environment.MachineName,
            run.StartedAt.UtcDateTime,
            run.FinishedAt.UtcDateTime,
            run.Status,
            (int)run.ExitCode,
            run.Totals,
            [.. notification.Alerts.Select(Redact)],
            notification.Recovered);
    }

    private Alert Redact(Alert alert) => alert with
    {
        Title = redactor.Redact(alert.Title),
        Details = [.. alert.Details.Select(redactor.Redact)],
    };

    private static string Subject(
        NotificationEvent reason, SyncRun run, IReadOnlyList<Alert> alerts, IReadOnlyList<OpenAlert> recovered)
    {
        var subject = reason switch
        {
            NotificationEvent.Failure => $"{alerts[0].Title}{Errors(alerts[0])}{More(alerts.Count)}",
            NotificationEvent.Recovery => $"works again: {recovered[0].Title}{More(recovered.Count)}",
            _ => Counts(run.Totals),
        };
        var line = OneLine($"[LdapVendorSync] {subject}");
        return line.Length <= LongestSubject ? line : $"{line[..LongestSubject]}…";
    }

    private static string Errors(Alert alert) =>
        alert.Kind == AlertKind.VendorFailure && alert.Errors > 1 ? $" after {alert.Errors} errors" : string.Empty;

    private static string More(int count) => count > 1 ? $" (and {count - 1} more)" : string.Empty;

    private static string Counts(SyncTotals totals) => string.Create(
        CultureInfo.InvariantCulture, $"{totals.Added} added, {totals.Removed} removed, {totals.Updated} updated");

    private static IEnumerable<(string Name, string Value)> Facts(SyncRun run)
    {
        yield return ("Run", run.RunId);
        yield return ("Host", Environment.MachineName);
        yield return ("Started", Time(run.StartedAt));
        yield return ("Duration", RunTexts.Describe(run.Duration));
        var exitCode = RunTexts.Describe(run.ExitCode, run.Changes);
        yield return ("Exit code", string.Create(CultureInfo.InvariantCulture, $"{(int)run.ExitCode}: {exitCode}"));
        foreach (var vendor in run.Vendors)
            yield return (vendor.Name, $"{Counts(vendor.Totals)}, {vendor.Totals.Failed} failed, {vendor.Totals.Blocked} held");
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
