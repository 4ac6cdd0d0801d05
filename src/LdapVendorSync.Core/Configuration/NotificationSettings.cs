using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>Who is told of a run: by mail, by a webhook, or both.</summary>
public sealed record NotificationSettings
{
    /// <summary>Whether mail is sent at all.</summary>
    [Setting("Whether mail is sent at all.")]
    public bool EnableEmail { get; init; }

    /// <summary>Whether a failed run is mailed.</summary>
    [Setting("Whether a failed run is mailed.")]
    public bool EmailOnFailure { get; init; } = true;

    /// <summary>Whether a run without failures is mailed.</summary>
    [Setting("Whether the summary of a run without failures is mailed.")]
    public bool EmailOnSuccess { get; init; }

    /// <summary>Whether it is told when what was reported works again.</summary>
    [Setting("Whether it is told when something that was reported works again.")]
    public bool NotifyOnRecovery { get; init; } = true;

    /// <summary>How long a problem that lasts is not reported again; zero to report it after every run.</summary>
    [Setting("How long a problem that lasts is not reported again; 0s reports it after every run.")]
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The mail server.</summary>
    [Setting("The mail server's host name.")]
    public string? SmtpServer { get; init; }

    /// <summary>Its port.</summary>
    [Setting("The mail server's port.")]
    [Range(1, 65_535)]
    public int SmtpPort { get; init; } = 587;

    /// <summary>Whether STARTTLS is used.</summary>
    [Setting("Whether the connection is encrypted (STARTTLS).")]
    public bool SmtpTls { get; init; } = true;

    /// <summary>The account at the mail server.</summary>
    [Setting("The account at the mail server; none for no authentication.")]
    public string? SmtpUsername { get; init; }

    /// <summary>Its password.</summary>
    [Setting("The password of smtp_username.", EnvironmentVariable = "SMTP_PASSWORD")]
    public Secret? SmtpPassword { get; init; }

    /// <summary>The sender.</summary>
    [Setting("The sender's address.")]
    public string? EmailFrom { get; init; }

    /// <summary>The recipients.</summary>
    [Setting("The recipients' addresses.")]
    public IReadOnlyList<string> EmailTo { get; init; } = [];

    /// <summary>How long a mail server or a webhook may take, in seconds.</summary>
    [Setting("How long a mail server or a webhook may take, in seconds.")]
    [Range(0.1, 600)]
    public double TimeoutSeconds { get; init; } = 30;

    /// <summary>Where the same is posted as JSON; <see langword="null"/> for nowhere.</summary>
    [Setting("An address that gets the same by HTTP POST, beside mail or instead of it.")]
    public WebhookSettings? Webhook { get; init; }
}
