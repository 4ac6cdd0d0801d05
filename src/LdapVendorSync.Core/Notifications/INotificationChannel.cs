namespace LdapVendorSync.Core.Notifications;

/// <summary>A way to tell somebody.</summary>
internal interface INotificationChannel
{
    /// <summary>What it is called in the log.</summary>
    string Name { get; }

    /// <summary>Whether it wants an event.</summary>
    bool Wants(NotificationEvent reason);

    /// <summary>Tells.</summary>
    /// <exception cref="NotificationException">It did not get through.</exception>
    Task SendAsync(Notification notification, CancellationToken cancellationToken);
}
