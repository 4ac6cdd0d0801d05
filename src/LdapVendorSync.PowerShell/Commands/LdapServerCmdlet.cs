using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>What cmdlets share that read from a directory: one of the configuration, or a server named on the spot.</summary>
public abstract class LdapServerCmdlet : ConfiguredCmdlet
{
    private protected const string ConfigSet = "Config";
    private protected const string ServerSet = "Server";

    // That of the configuration's shorthand, so that links made with and without a configuration are the same.
    private const string SourceName = "ldap";

    /// <inheritdoc />
    [Parameter(ParameterSetName = ConfigSet)]
    [ValidateNotNull]
    public override object? Config { get; set; }

    /// <inheritdoc />
    [Parameter(ParameterSetName = ConfigSet)]
    [ValidateNotNullOrEmpty]
    public override string? ConfigPath { get; set; }

    /// <inheritdoc />
    [Parameter(ParameterSetName = ConfigSet)]
    [Alias("EnvFile")]
    [ValidateNotNullOrEmpty]
    public override string? EnvironmentFile { get; set; }

    /// <summary>The source of the configuration to read from; needed where it has several.</summary>
    [Parameter(ParameterSetName = ConfigSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string? Source { get; set; }

    /// <summary>The servers, tried in order: host names or ldap:// and ldaps:// addresses.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    public string[] Server { get; set; } = [];

    /// <summary>The port where a server's name has none: 636 with TLS, else 389, where left out.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>Connect with TLS from the first byte (ldaps).</summary>
    [Parameter(ParameterSetName = ServerSet)]
    public SwitchParameter UseSsl { get; set; }

    /// <summary>Connect without TLS and turn to TLS before anything else is sent.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    public SwitchParameter StartTls { get; set; }

    /// <summary>The DN (or user principal name) to bind with and its password; anonymous where left out.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Bind with Kerberos (SASL GSSAPI): as the current user, or as the principal of the credential, user@REALM.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    public SwitchParameter Kerberos { get; set; }

    /// <summary>The DN below which people and groups are searched.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    public string? SearchBase { get; set; }

    /// <summary>Who counts as a person (RFC 4515).</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    public string? UserFilter { get; set; }

    /// <summary>A file with the authorities to trust instead of the system's.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    public string? TrustedCertificate { get; set; }

    /// <summary>Take any certificate.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Let the password go over a connection without TLS.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    public SwitchParameter AllowPlaintext { get; set; }

    /// <summary>The time limit for connecting, in seconds.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateRange(0.1, 3600.0)]
    public double? ConnectTimeoutSeconds { get; set; }

    /// <summary>The time limit for the first answer and for silence between answers, in seconds.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateRange(0.1, 86400.0)]
    public double? OperationTimeoutSeconds { get; set; }

    /// <summary>Opens the configuration, or one that is made of the parameters.</summary>
    internal void OpenSession() => OpenSession(ParameterSetName == ServerSet ? DescribeServer() : LoadConfiguration());

    /// <summary>Adds what only some of the cmdlets let the caller say.</summary>
    private protected virtual LdapSourceSettings Refine(LdapSourceSettings settings) => settings;

    private SyncConfiguration DescribeServer()
    {
        if (UseSsl && StartTls)
        {
            const string Message = "Use either -UseSsl or -StartTls, not both.";
            Terminate(new CommandException(ErrorKinds.ParametersContradict, Message), Server);
        }

        var redactor = new SecretRedactor();
        var password = Credential?.GetNetworkCredential().Password;
        redactor.Add(password);
        return new SyncConfiguration
        {
            Sources = [Refine(DescribeSource(password))],
            Vendors = [],
            Redactor = redactor,
            // Whoever names a server on the spot sits before the prompt: an error at once is worth more than a retry.
            ErrorHandling = new ErrorHandlingSettings { MaxRetries = 0 },
        };
    }

    private LdapSourceSettings DescribeSource(string? password)
    {
        var standard = new LdapSourceSettings { Name = SourceName, ServerUrls = [.. Server.Select(ToAddress)] };
        return standard with
        {
            BindMethod = Kerberos ? BindMethod.Gssapi : BindMethod.Auto,
            BindDn = Kerberos ? null : Credential?.UserName,
            BindPrincipal = Kerberos ? Credential?.UserName : null,
            BindPassword = password is null ? null : new Secret(password),
            StartTls = StartTls,
            VerifySsl = !SkipCertificateCheck,
            AllowPlaintext = AllowPlaintext,
            Truststore = TrustedCertificate is null
                ? null
                : new CertificateStoreSettings { File = GetUnresolvedProviderPathFromPSPath(TrustedCertificate) },
            UserBaseDn = SearchBase,
            GroupBaseDn = SearchBase,
            UserFilter = UserFilter ?? standard.UserFilter,
            ConnectTimeoutSeconds = ConnectTimeoutSeconds ?? standard.ConnectTimeoutSeconds,
            OperationTimeoutSeconds = OperationTimeoutSeconds ?? standard.OperationTimeoutSeconds,
        };
    }

    private Uri ToAddress(string server)
    {
        try
        {
            return LdapServerAddress.Parse(server, Port, UseSsl);
        }
        catch (FormatException error)
        {
            Terminate(new CommandException(ErrorKinds.ServerAddressInvalid, error.Message, error), server);
            throw;
        }
    }
}
