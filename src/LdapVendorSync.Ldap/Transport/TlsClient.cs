using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>Puts TLS over a connection and lets the validator judge the server's certificate.</summary>
internal sealed class TlsClient(LdapConnectionOptions options)
{
    private CertificateVerdict? _verdict;

    /// <summary>The protocol that was agreed on; null before the handshake.</summary>
    public string? Protocol { get; private set; }

    /// <summary>Runs the handshake. On failure the stream below is closed.</summary>
    /// <exception cref="LdapTlsException">The certificate was not accepted, or the handshake failed otherwise.</exception>
    /// <exception cref="LdapTimeoutException">It took too long.</exception>
    public async Task<Stream> HandshakeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            return await TimeLimit.RunAsync(
                options, LdapPhase.TlsHandshake, options.TlsHandshakeTimeout, token => AuthenticateAsync(tls, token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (Explain(e) is { } explained) throw explained;
            throw;
        }
    }

    private async Task<Stream> AuthenticateAsync(SslStream tls, CancellationToken cancellationToken)
    {
        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = options.Host,
            // The validator decides on everything; the framework's own look at the chain must not go out to the network for it
            CertificateChainPolicy = new X509ChainPolicy
            {
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
            },
            RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsAccepted(certificate, chain),
            ClientCertificateContext = options.ClientCertificate is { } own
                ? SslStreamCertificateContext.Create(own, options.ClientCertificateIssuers, offline: true)
                : null,
        };
        await tls.AuthenticateAsClientAsync(authentication, cancellationToken).ConfigureAwait(false);
        Protocol = tls.SslProtocol switch
        {
            SslProtocols.Tls13 => "TLS 1.3",
            SslProtocols.Tls12 => "TLS 1.2",
            var other => other.ToString(),
        };
        return tls;
    }

    private bool IsAccepted(X509Certificate? certificate, X509Chain? chain)
    {
        var intermediates = new X509Certificate2Collection();
        if (chain is not null) intermediates.AddRange(chain.ChainPolicy.ExtraStore);
        _verdict = options.EffectiveCertificateValidator(
            new PresentedCertificate(options.Host, certificate as X509Certificate2, intermediates));
        return _verdict.IsAccepted;
    }

    private LdapTlsException? Explain(Exception exception)
    {
        var endpoint = options.Endpoint;
        if (_verdict is { IsAccepted: false } verdict)
        {
            var whose = verdict.Subject is null ? string.Empty : $" \"{verdict.Subject}\"";
            return new LdapTlsException(
                endpoint, $"the server's certificate{whose} was not accepted: {verdict.Reason}.", verdict, exception);
        }

        return exception switch
        {
            AuthenticationException e =>
                new LdapTlsException(endpoint, $"the handshake failed: {(e.InnerException ?? e).Message}", null, e),
            IOException e =>
                new LdapTlsException(endpoint, $"the server ended the handshake: {e.Message} Check that this port speaks TLS.", null, e),
            _ => null,
        };
    }
}
