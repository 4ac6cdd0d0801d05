using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;
using LdapVendorSync.Ldap.Transport;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>Runs a bind of several steps (RFC 4513 section 5.2.1).</summary>
internal sealed class SaslBind(LdapTransport transport, SaslCredential credential)
{
    // Kerberos needs three; a server that asks for ever must not be answered for ever
    private const int MaxSteps = 10;

    /// <summary>Authenticates once.</summary>
    /// <returns>Whether everything from here on is encrypted by the mechanism.</returns>
    public async Task<bool> RunAsync(SaslContext context, CancellationToken cancellationToken)
    {
        var exchange = credential.Begin(context);
        ISecurityLayer? layer = null;
        try
        {
            layer = await ExchangeAsync(exchange, cancellationToken).ConfigureAwait(false);
            return layer is not null;
        }
        catch (Exception e)
        {
            // What the server believes of this connection is not known
            transport.Fail(
                () => e as LdapException ?? new LdapConnectionLostException(transport.Endpoint, "a bind was given up.", innerException: e));
            throw;
        }
        finally
        {
            if (layer is null) exchange.Dispose();
        }
    }

    private async Task<ISecurityLayer?> ExchangeAsync(ISaslExchange exchange, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> challenge = default;
        for (var step = 0; step < MaxSteps; step++)
        {
            var response = await exchange.RespondAsync(challenge, cancellationToken).ConfigureAwait(false);
            using var operation = transport.Start(
                PendingOperationKind.SaslBind, LdapPhase.Bind, id => RequestEncoder.SaslBind(id, credential.Mechanism, response));
            var message = await operation.ReadAsync(cancellationToken).ConfigureAwait(false);
            var (result, credentials) = (LdapBindResult)message.Body;
            if (result.IsSuccess)
            {
                var layer = await exchange.CompleteAsync(credentials, cancellationToken).ConfigureAwait(false);
                await transport.ContinueAsync(layer).ConfigureAwait(false);
                return layer;
            }

            if (result.Code != LdapResultCode.SaslBindInProgress)
            {
                throw new LdapResultException(transport.Endpoint, $"bind by {credential}", result);
            }

            challenge = credentials ?? default;
        }

        throw new LdapProtocolException($"{transport.Endpoint} goes on with the bind by {credential} after {MaxSteps} steps.");
    }
}
