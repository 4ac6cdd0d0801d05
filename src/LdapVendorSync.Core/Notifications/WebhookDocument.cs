using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Notifications;

/// <summary>What a webhook of format <c>json</c> gets. Names are a contract with whoever reads it.</summary>
internal sealed record WebhookDocument(
    NotificationEvent Event,
    string Subject,
    string RunId,
    string Host,
    DateTime StartedAt,
    DateTime FinishedAt,
    SyncStatus Status,
    int ExitCode,
    SyncTotals Totals,
    IReadOnlyList<Alert> Alerts,
    IReadOnlyList<OpenAlert> Recovered);
