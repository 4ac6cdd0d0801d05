using System.Buffers;
using System.Buffers.Binary;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>SASL GSSAPI (RFC 4752 section 3.1): a security context, then a choice of the security layer.</summary>
internal sealed class GssapiExchange(GssSession session) : ISaslExchange
{
    private const byte NoLayer = 1;
    private const byte Confidentiality = 4;
    private const int OfferSize = 4;

    private bool _isThrough;
    private GssLayer? _layer;

    public async Task<ReadOnlyMemory<byte>> RespondAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken)
    {
        if (_isThrough) throw Broken("asks for more than the mechanism has");
        if (!session.IsEstablished) return await session.NextTokenAsync(challenge, cancellationToken).ConfigureAwait(false);
        _isThrough = true;
        return Choose(challenge.Span);
    }

    public Task<ISecurityLayer?> CompleteAsync(ReadOnlyMemory<byte>? additionalData, CancellationToken cancellationToken)
    {
        if (!_isThrough) throw Broken("claims success before the mechanism is through");
        return Task.FromResult<ISecurityLayer?>(_layer);
    }

    public void Dispose() => session.Dispose();

    /// <summary>Answers the server's offer of layers: a bit for each, and the size of the messages it takes.</summary>
    private byte[] Choose(ReadOnlySpan<byte> challenge)
    {
        var offer = new ArrayBufferWriter<byte>();
        if (session.Unwrap(challenge, offer) is null) throw Broken("offers its security layers in a message that is not genuine");
        if (offer.WrittenCount != OfferSize) throw Broken("offers its security layers in a message of the wrong length");

        var choice = new byte[OfferSize];
        if (session.MustSeal)
        {
            Require(offer.WrittenSpan[0], Confidentiality, "does not offer to encrypt. Use TLS.");
            _layer = new GssLayer(session, (int)(BinaryPrimitives.ReadUInt32BigEndian(offer.WrittenSpan) & SealingStream.MaxSealedSize));
            BinaryPrimitives.WriteUInt32BigEndian(choice, SealingStream.MaxSealedSize);
            choice[0] = Confidentiality;
        }
        else
        {
            Require(offer.WrittenSpan[0], NoLayer, "demands a security layer although TLS protects the connection.");
            choice[0] = NoLayer;
        }

        var response = new ArrayBufferWriter<byte>();
        session.Wrap(choice, seal: false, response);
        return response.WrittenSpan.ToArray();
    }

    private void Require(byte offer, byte layer, string otherwise)
    {
        if ((offer & layer) == 0) throw session.Fail(LdapSaslFailure.NotPossible, $"the server {otherwise}");
    }

    private LdapSaslException Broken(string what) => session.Fail(LdapSaslFailure.ServerNotAuthenticated, $"the server {what}.");
}
