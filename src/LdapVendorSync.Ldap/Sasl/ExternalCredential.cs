using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>SASL EXTERNAL (RFC 4422 appendix A): the server knows the client by the certificate of the TLS handshake.</summary>
internal sealed class ExternalCredential(string? authorizationId) : SaslCredential
{
    public override string Mechanism => "EXTERNAL";

    public override ISaslExchange Begin(SaslContext context)
    {
        if (!context.IsEncrypted)
        {
            throw context.Fail(
                this, LdapSaslFailure.NotPossible, "it needs TLS, which carries the client certificate. Use StartTLS or LDAPS.");
        }

        return context.Options.ClientCertificate is not null
            ? new Exchange(StrictUtf8.GetBytes(authorizationId ?? string.Empty, nameof(authorizationId)))
            : throw context.Fail(this, LdapSaslFailure.NotPossible, "there is no client certificate to be known by.");
    }

    public override string ToString() => authorizationId is null ? Mechanism : $"{Mechanism} as {authorizationId}";

    private sealed class Exchange(byte[] authorizationId) : ISaslExchange
    {
        public Task<ReadOnlyMemory<byte>> RespondAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken) =>
            Task.FromResult<ReadOnlyMemory<byte>>(authorizationId);

        public Task<ISecurityLayer?> CompleteAsync(ReadOnlyMemory<byte>? additionalData, CancellationToken cancellationToken) =>
            Task.FromResult<ISecurityLayer?>(null);

        public void Dispose()
        {
        }
    }
}
