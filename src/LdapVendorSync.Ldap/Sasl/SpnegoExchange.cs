using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>SASL GSS-SPNEGO as Active Directory speaks it (MS-ADTS section 5.1.1.1.2): the context's own flags decide on the security
/// layer.</summary>
internal sealed class SpnegoExchange(GssSession session) : ISaslExchange
{
    public async Task<ReadOnlyMemory<byte>> RespondAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken)
    {
        if (!session.IsEstablished) return await session.NextTokenAsync(challenge, cancellationToken).ConfigureAwait(false);
        throw session.Fail(LdapSaslFailure.ServerNotAuthenticated, "the server asks for more than the mechanism has.");
    }

    public async Task<ISecurityLayer?> CompleteAsync(ReadOnlyMemory<byte>? additionalData, CancellationToken cancellationToken)
    {
        if (!session.IsEstablished && additionalData is { IsEmpty: false } token)
        {
            await session.NextTokenAsync(token, cancellationToken).ConfigureAwait(false);
        }

        if (!session.IsEstablished)
        {
            throw session.Fail(
                LdapSaslFailure.ServerNotAuthenticated, "the server claims success before it has proved who it is.");
        }

        if (!session.MustSeal) return null;
        return session.CanSeal
            ? new GssLayer(session, SealingStream.MaxSealedSize)
            : throw session.Fail(LdapSaslFailure.NotPossible, "the server does not agree to encrypt. Use TLS.");
    }

    public void Dispose() => session.Dispose();
}
