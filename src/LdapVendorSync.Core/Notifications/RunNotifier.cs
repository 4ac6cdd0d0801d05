using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Notifications;

/// <summary>
/// Tells of a run whoever should know. Whatever goes wrong here is logged and changes nothing: neither the outcome of the run nor its
/// exit code.
/// </summary>
/// <param name="channels">The ways to tell.</param>
/// <param name="writer">Puts it into words.</param>
/// <param name="file">What was told before.</param>
/// <param name="settings">What to tell.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Hears what went wrong.</param>
internal sealed class RunNotifier(
    IReadOnlyList<INotificationChannel> channels,
    NotificationWriter writer,
    AlertFile file,
    NotificationSettings settings,
    TimeProvider timeProvider,
    ILogger logger)
{
    private static readonly TimeSpan RetryWait = TimeSpan.FromSeconds(3);

    /// <summary>The notifier that a configuration asks for; <see langword="null"/> where nobody is to be told.</summary>
    public static RunNotifier? Create(SyncConfiguration configuration, TimeProvider timeProvider, ILogger logger)
    {
        if (configuration.Notifications is not { } settings)
            return null;
        var writer = new NotificationWriter(configuration.Redactor);
        List<INotificationChannel> channels = [];
        if (settings.EnableEmail)
            channels.Add(new MailChannel(settings, writer, timeProvider, logger));
        if (settings.Webhook is { } webhook)
            channels.Add(new WebhookChannel(webhook, TimeSpan.FromSeconds(settings.TimeoutSeconds), writer, timeProvider));
        if (channels.Count == 0)
            return null;
        var file = new AlertFile(Path.Combine(configuration.StateDirectory, AlertFile.FileName), logger);
        return new RunNotifier(channels, writer, file, settings, timeProvider, logger);
    }

    /// <summary>Tells of a run. A dry run and one that another run's lock refused are not told.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellation">Ends the waits, and a little later the telling.</param>
    public async Task NotifyAsync(SyncRun run, RunCancellation cancellation)
    {
        if (run.DryRun || run.ExitCode == SyncExitCode.Locked)
            return;
        try
        {
            await TellAsync(run, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsRequested)
        {
            logger.LogWarning("The run was ended before everybody was told of it");
        }
#pragma warning disable CA1031 // Telling of a run never changes how it ended.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "Nobody could be told of the run: {Reason}", error.Message);
        }
    }

    private async Task TellAsync(SyncRun run, RunCancellation cancellation)
    {
        var now = timeProvider.GetUtcNow();
        var book = await file.ReadAsync(cancellation.LastCall).ConfigureAwait(false);
        var verdict = book.Judge(RunAlerts.Of(run), RunAlerts.Examined(run), now, settings.RepeatAfter);
        foreach (var alert in verdict.Known)
            logger.LogDebug("{Title}: told before, not told again within {RepeatAfter}", alert.Title, settings.RepeatAfter);

        if (Compose(run, verdict) is { } notification && !await SendAsync(notification, cancellation).ConfigureAwait(false))
            return;
        book.Record(verdict, now);
        await file.WriteAsync(book, cancellation.LastCall).ConfigureAwait(false);
    }

    private Notification? Compose(SyncRun run, AlertVerdict verdict)
    {
        var recovered = settings.NotifyOnRecovery ? verdict.Recovered : [];
        if (verdict.News.Count > 0)
            return writer.Compose(NotificationEvent.Failure, run, verdict.News, recovered);
        if (recovered.Count > 0)
            return writer.Compose(NotificationEvent.Recovery, run, [], recovered);
        return run.ExitCode == SyncExitCode.Done ? writer.Compose(NotificationEvent.Success, run, [], []) : null;
    }

    /// <returns>Whether anybody was told, or nobody wanted to be.</returns>
    private async Task<bool> SendAsync(Notification notification, RunCancellation cancellation)
    {
        var wanted = channels.Where(channel => channel.Wants(notification.Event)).ToList();
        var sent = await Task
            .WhenAll(wanted.Select(channel => TrySendAsync(channel, notification, cancellation)))
            .ConfigureAwait(false);
        return wanted.Count == 0 || sent.Contains(true);
    }

    private async Task<bool> TrySendAsync(INotificationChannel channel, Notification notification, RunCancellation cancellation)
    {
        for (var isLast = false; ; isLast = true)
        {
            try
            {
                await channel.SendAsync(notification, cancellation.LastCall).ConfigureAwait(false);
                logger.LogInformation("Told by {Channel}: {Subject}", channel.Name, notification.Subject);
                return true;
            }
            catch (NotificationException error) when (!isLast && error.IsWorthRetrying)
            {
                logger.LogWarning(
                    "{Channel}: {Reason} Trying once more in {Seconds} s", channel.Name, error.Message, RetryWait.TotalSeconds);
                await Task.Delay(RetryWait, timeProvider, cancellation.Stop).ConfigureAwait(false);
            }
            catch (NotificationException error)
            {
                logger.LogError("{Channel}: '{Subject}' was not told: {Reason}", channel.Name, notification.Subject, error.Message);
                return false;
            }
        }
    }
}
