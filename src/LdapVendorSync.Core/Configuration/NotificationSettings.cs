using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>Who is told of a run by mail.</summary>
public sealed record NotificationSettings
{
    /// <summary>Whether mail is sent at all.</summary>
    [Setting("Whether mail is sent at all.")]
    public bool EnableEmail { get; init; }

    /// <summary>Whether a failed run is mailed.</summary>
    [Setting("Whether a failed run is mailed.")]
    public bool EmailOnFailure { get; init; } = true;

    /// <summary>Whether a run without failures is mailed.</summary>
    [Setting("Whether a run without failures is mailed.")]
    public bool EmailOnSuccess { get; init; }

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
}
