using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>An address that is told of runs by HTTP POST.</summary>
public sealed record WebhookSettings
{
    /// <summary>The address. It mostly holds its own credential, so it is a secret as a whole.</summary>
    [Setting("The address, https://; treated as a secret, as it mostly holds its own credential.")]
    public required Secret Url { get; init; }

    /// <summary>The shape of what is posted.</summary>
    [Setting("The shape of what is posted: json (all there is), teams (an Adaptive Card) or slack (a text).")]
    public WebhookFormat Format { get; init; } = WebhookFormat.Json;

    /// <summary>Whether a failed run is posted.</summary>
    [Setting("Whether a failed run is posted.")]
    public bool OnFailure { get; init; } = true;

    /// <summary>Whether a run without failures is posted.</summary>
    [Setting("Whether a run without failures is posted.")]
    public bool OnSuccess { get; init; }
}

/// <summary>What a webhook understands.</summary>
public enum WebhookFormat
{
    /// <summary>The product's own shape: event, subject, alerts, totals.</summary>
    Json,

    /// <summary>Microsoft Teams: a message with an Adaptive Card, as Workflows and incoming webhooks take it.</summary>
    Teams,

    /// <summary>Slack: <c>text</c> of an incoming webhook.</summary>
    Slack,
}
