using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Core.Sources.Ldap.Checks;

/// <summary>Checks the protection of a connection, the server's certificate, and whether the server takes the credentials.</summary>
internal sealed class LogonCheck(LdapConnectionOptions options, CheckRecorder recorder)
{
    private CertificateCheck? _certificate;

    /// <summary>Connects, with TLS where that is configured.</summary>
    public async Task<LdapConnection?> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await LdapConnection.ConnectAsync(Observed(), cancellationToken).ConfigureAwait(false);
            if (options.Security != LdapSecurity.None)
                ReportTls(connection);
            return connection;
        }
        catch (LdapException error)
        {
            var isTls = options.Security != LdapSecurity.None && error is not (LdapConnectException or LdapConnectionLostException);
            recorder.Fail(isTls ? "TLS" : "TCP", error.Message, HintFor(error));
            return null;
        }
    }

    /// <summary>Authenticates, and asks as whom the server sees the connection.</summary>
    public async Task<bool> BindAsync(LdapConnection connection, LdapCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            await connection.BindAsync(credential, cancellationToken).ConfigureAwait(false);
        }
        catch (LdapException error)
        {
            return recorder.Fail("bind", error.Message, error switch
            {
                LdapPlaintextPasswordException => "Use ldaps:// or start_tls: true.",
                LdapSaslException => "Check bind_method, bind_principal and keytab_file. Repeated attempts may lock the account.",
                LdapResultException { Code: LdapResultCode.InvalidCredentials } =>
                    "Check bind_dn and bind_password, or what else bind_method asks for. Repeated attempts may lock the account.",
                LdapResultException => "Look up the result code in the server's documentation, and the attempt in its log.",
                _ => "Check the server's log and load.",
            });
        }

        var identity = await AskIdentityAsync(connection, cancellationToken).ConfigureAwait(false);
        if (identity is { Length: 0 } && credential != LdapCredential.Anonymous)
            return recorder.Warn(
                "bind",
                $"{connection.Endpoint} accepts {credential}, but treats the connection as anonymous.",
                "Check on the server how the account is mapped.");
        var seenAs = identity is { Length: > 0 } ? $" and sees it as '{identity}'" : string.Empty;
        return recorder.Pass("bind", $"{connection.Endpoint} accepts {credential}{seenAs}.");
    }

    private static async Task<string?> AskIdentityAsync(LdapConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LdapException)
        {
            // An optional operation; the next step tells if it is the connection that is broken.
            return null;
        }
    }

    private LdapConnectionOptions Observed()
    {
        var judge = options.CertificateValidator ?? new CertificateValidator { TimeProvider = options.TimeProvider }.Validate;
        return options with
        {
            CertificateValidator = presented =>
            {
                _certificate = presented.Certificate is { } shown ? CertificateCheck.Of(shown) : null;
                return judge(presented);
            },
        };
    }

    private void ReportTls(LdapConnection connection)
    {
        var way = options.Security == LdapSecurity.StartTls ? "StartTLS" : "LDAPS";
        if (_certificate is { } certificate)
            recorder.Add(certificate.ToResult($"{connection.TlsProtocol} ({way}); ", options.TimeProvider.GetUtcNow()));
        else
            recorder.Pass("TLS", $"{connection.Endpoint} is protected by {connection.TlsProtocol} ({way}).");
    }

    private static string HintFor(LdapException error) => error switch
    {
        LdapTlsException { Failures: var failures } when failures.HasFlag(CertificateFailures.UnknownIssuer) =>
            "Give the authority that issued the certificate in truststore_file.",
        LdapTlsException { Failures: var failures } when failures.HasFlag(CertificateFailures.NameMismatch) =>
            "Use in server_url a host name that the certificate is for, or have the name added to the certificate.",
        LdapTlsException { Failures: var failures } when failures.HasFlag(CertificateFailures.Expired) =>
            "Renew the server's certificate, and check this machine's clock.",
        LdapTlsException { Failures: not CertificateFailures.None } =>
            "Have a certificate issued for this server, with its name and for server authentication.",
        LdapConnectException or LdapConnectionLostException => "Check that the server runs and takes connections; look in its log.",
        _ => "Check that this port speaks TLS: ldaps:// mostly is port 636; port 389 needs ldap:// with start_tls: true.",
    };
}
