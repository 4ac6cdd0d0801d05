using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>An LDAP server or Active Directory.</summary>
public sealed record LdapSourceSettings : DirectorySourceSettings, IIncrementalSettings
{
    /// <inheritdoc />
    public override string Type => "ldap";

    /// <summary>The servers, tried in order: <c>ldap://</c> or <c>ldaps://</c>.</summary>
    [Setting("The server, or servers tried in order: ldaps://host:636 or ldap://host:389.", Key = "server_url", Aliases = ["server_urls"])]
    [MinLength(1)]
    public required IReadOnlyList<Uri> ServerUrls { get; init; }

    /// <summary>How to authenticate.</summary>
    [Setting("How to authenticate: auto (simple with a bind_dn, else anonymous), simple, gssapi or gss_spnego (Kerberos), external (certificate).")]
    public BindMethod BindMethod { get; init; } = BindMethod.Auto;

    /// <summary>The name of a simple bind; <see langword="null"/> for an anonymous bind.</summary>
    [Setting("The DN to bind with, for Active Directory also user@domain; none for an anonymous bind.")]
    public string? BindDn { get; init; }

    /// <summary>The password of <see cref="BindDn"/> or <see cref="BindPrincipal"/>.</summary>
    [Setting(
        "The password of bind_dn or bind_principal.",
        EnvironmentVariable = "{name}_BIND_PASSWORD",
        SoleEnvironmentVariable = "LDAP_BIND_PASSWORD")]
    public Secret? BindPassword { get; init; }

    /// <summary>The Kerberos principal to bind as, with its realm; <see langword="null"/> for the current user.</summary>
    [Setting("For Kerberos: the principal to bind as, user@REALM; the current user where left out.")]
    public string? BindPrincipal { get; init; }

    /// <summary>The keytab with the key of <see cref="BindPrincipal"/>, an absolute path once loaded.</summary>
    [Setting("For Kerberos: the keytab with the key of bind_principal, instead of a password.", IsPath = true)]
    public string? KeytabFile { get; init; }

    /// <summary>The server's service principal, where it is not <c>ldap/</c> and the host name of <see cref="ServerUrls"/>.</summary>
    [Setting("For Kerberos: the server's service principal where it is not ldap/ and the host of server_url: ldap/dc1.example.com.")]
    public string? ServicePrincipal { get; init; }

    /// <summary>Whether an <c>ldap://</c> connection is turned to TLS (RFC 4511 section 4.14).</summary>
    [Setting("Whether an ldap:// connection is turned to TLS before anything is sent.")]
    public bool StartTls { get; init; }

    /// <summary>Whether the server's certificate is verified.</summary>
    [Setting("Whether the server's certificate is verified.")]
    public bool VerifySsl { get; init; } = true;

    /// <summary>The authorities to trust instead of the system's.</summary>
    [Setting("The authorities to trust instead of the system's.", Prefix = "truststore_")]
    public CertificateStoreSettings? Truststore { get; init; }

    /// <summary>Our own certificate, for servers that ask for one.</summary>
    [Setting("The client's own certificate and key, for servers that ask for one.", Prefix = "keystore_")]
    public CertificateStoreSettings? Keystore { get; init; }

    /// <summary>Whether a password may go over a connection without TLS.</summary>
    [Setting("Whether a password may go over plain ldap:// to a server that is not on loopback.")]
    public bool AllowPlaintext { get; init; }

    /// <summary>The time limit for connecting, TLS included, in seconds.</summary>
    [Setting("The time limit for connecting, TLS included, in seconds.")]
    [Range(0.1, 3600)]
    public double ConnectTimeoutSeconds { get; init; } = 10;

    /// <summary>The time limit for the first answer of an operation and for silence between answers, in seconds.</summary>
    [Setting("The time limit for the first answer and for silence between answers, in seconds.")]
    [Range(0.1, 86_400)]
    public double OperationTimeoutSeconds { get; init; } = 60;

    /// <summary>How many entries are asked for at once (RFC 2696).</summary>
    [Setting("How many entries are asked for at once.")]
    [Range(1, 100_000)]
    public int PageSize { get; init; } = 500;

    /// <summary>What becomes of references to other servers (RFC 4511 section 4.1.10).</summary>
    [Setting(
        "What becomes of the directory's references to other servers: report, or follow with the same credentials, never with less "
        + "protection than server_url and start_tls give.")]
    public ReferralHandling Referrals { get; init; } = ReferralHandling.Report;

    /// <summary>How the people of a group are found.</summary>
    [Setting("How the people of a group are found: by the server's memberOf, by the group's own list, or what the server offers.")]
    public MemberStrategy MemberStrategy { get; init; } = MemberStrategy.Auto;

    /// <summary>Whether groups that are known not to have changed are read again.</summary>
    [Setting(
        "Whether a group that is known not to have changed since it was read completely is read again: auto does without where the server "
        + "can tell what changed, off always reads, compare also looks at the change stamps of all entries of an OpenLDAP without "
        + "syncprov.")]
    public IncrementalReading Incremental { get; init; } = IncrementalReading.Auto;

    /// <summary>After which time a group is read again even if it is known not to have changed.</summary>
    [Setting("After which time a group is read again even if it is known not to have changed, such as 24h or 7d.")]
    public TimeSpan FullReadEvery { get; init; } = TimeSpan.FromHours(24);
}
