using System.Buffers;
using System.Net;
using System.Net.Security;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>A security context with the server, through the system's Kerberos (GSS-API, SSPI).</summary>
internal sealed class GssSession : IDisposable
{
    private readonly SaslCredential _credential;
    private readonly SaslContext _context;
    private readonly KerberosIdentity _identity;
    private readonly string _package;
    private readonly string _service;
    private readonly ProtectionLevel _protection;

    private NegotiateAuthentication? _authentication;

    public GssSession(SaslCredential credential, SaslContext context, KerberosIdentity identity, string package, string service)
    {
        _credential = credential;
        _context = context;
        _identity = identity;
        _package = package;
        _service = service;
        _protection = context.IsEncrypted ? ProtectionLevel.None : ProtectionLevel.EncryptAndSign;
    }

    /// <summary>Whether the connection must be encrypted by this context, as TLS does not.</summary>
    public bool MustSeal => _protection == ProtectionLevel.EncryptAndSign;

    /// <summary>Whether both sides have proved who they are.</summary>
    public bool IsEstablished { get; private set; }

    /// <summary>Whether what <see cref="Wrap"/> makes is encrypted if asked for.</summary>
    public bool CanSeal => _authentication is { IsEncrypted: true, IsSigned: true };

    /// <summary>Makes the next token. The first one may ask a KDC for tickets.</summary>
    public async Task<ReadOnlyMemory<byte>> NextTokenAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken)
    {
        var options = _context.Options;
        // Who waits for others to get their tickets, and gives up, must not ask for one later
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var step = _authentication is null
            ? KerberosEnvironment.RunAsync(_identity, () => Step(token), givenUp.Token)
            : Task.Run(() => Step(token), givenUp.Token);
        try
        {
            // The system's Kerberos cannot be interrupted; what is given up runs to its own end in the background
            return await step.WaitAsync(options.OperationTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            await givenUp.CancelAsync().ConfigureAwait(false);
            throw new LdapTimeoutException(options.Endpoint, LdapPhase.Ticket, options.OperationTimeout, e);
        }
        catch (KeytabException e)
        {
            throw Fail(LdapSaslFailure.NoCredentials, e.Message, e);
        }
    }

    public void Wrap(ReadOnlySpan<byte> plain, bool seal, IBufferWriter<byte> output)
    {
        var status = _authentication!.Wrap(plain, output, seal, out var isEncrypted);
        if (status != NegotiateAuthenticationStatusCode.Completed || (seal && !isEncrypted))
        {
            throw Fail(LdapSaslFailure.Other, $"what is to be sent cannot be protected ({status}).");
        }
    }

    /// <summary>Checks a token of the server and takes out what is in it.</summary>
    /// <returns>Whether it was encrypted; null when it is not genuine.</returns>
    public bool? Unwrap(ReadOnlySpan<byte> token, IBufferWriter<byte> output)
    {
        try
        {
            var status = _authentication!.Unwrap(token, output, out var wasEncrypted);
            return status == NegotiateAuthenticationStatusCode.Completed ? wasEncrypted : null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public LdapSaslException Fail(LdapSaslFailure failure, string reason, Exception? inner = null) =>
        _context.Fail(_credential, failure, reason, inner);

    public void Dispose() => _authentication?.Dispose();

    private ReadOnlyMemory<byte> Step(ReadOnlyMemory<byte> token)
    {
        using var errors = GssErrorListener.Listen();
        _authentication ??= new NegotiateAuthentication(Options());
        var response = _authentication.GetOutgoingBlob(token.Span, out var status);
        if (status is not (NegotiateAuthenticationStatusCode.Completed or NegotiateAuthenticationStatusCode.ContinueNeeded))
        {
            var (failure, reason) = KerberosErrors.Explain(status, errors.Text, _identity, _service);
            throw Fail(failure, reason);
        }

        IsEstablished = status == NegotiateAuthenticationStatusCode.Completed;
        if (IsEstablished && !_authentication.IsMutuallyAuthenticated)
        {
            throw Fail(LdapSaslFailure.ServerNotAuthenticated, "the server did not prove who it is.");
        }

        return response;
    }

    private NegotiateAuthenticationClientOptions Options() => new()
    {
        Package = _package,
        TargetName = _service,
        Credential = _identity is PasswordIdentity user
            ? new NetworkCredential(user.Principal, user.Password)
            : CredentialCache.DefaultNetworkCredentials,
        RequiredProtectionLevel = _protection,
        RequireMutualAuthentication = true,
        Binding = _context.ChannelBinding,
    };
}
