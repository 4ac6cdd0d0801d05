using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Notifications;

/// <summary>What is told, once, to whoever listens.</summary>
/// <param name="Event">Why.</param>
/// <param name="Subject">One line without line breaks.</param>
/// <param name="Run">The run.</param>
/// <param name="Alerts">The troubles that are told.</param>
/// <param name="Recovered">The troubles that are over.</param>
public sealed record Notification(
    NotificationEvent Event, string Subject, SyncRun Run, IReadOnlyList<Alert> Alerts, IReadOnlyList<OpenAlert> Recovered);
