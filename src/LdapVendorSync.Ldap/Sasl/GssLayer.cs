using System.Buffers;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>Encryption by the security context of a bind.</summary>
internal sealed class GssLayer : ISecurityLayer
{
    /// <summary>More than a token of any encryption type adds (RFC 4121 section 4.2.4, and padding of older types).</summary>
    private const int LargestOverhead = 256;

    /// <summary>No server needs larger pieces, and one that takes nothing in need not hold much.</summary>
    private const int LargestPiece = 64 * 1024;

    private readonly GssSession _session;

    /// <summary>Makes the layer.</summary>
    /// <param name="session">The established context; the layer is its owner from here on.</param>
    /// <param name="maxSealedSize">The most that the server takes at once.</param>
    public GssLayer(GssSession session, int maxSealedSize)
    {
        if (maxSealedSize < 2 * LargestOverhead)
        {
            throw session.Fail(
                LdapSaslFailure.NotPossible, $"the server takes encrypted pieces of {maxSealedSize} bytes at most, which is too little.");
        }

        _session = session;
        MaxPlainSize = Math.Min(LargestPiece, maxSealedSize - LargestOverhead);
    }

    public int MaxPlainSize { get; }

    public void Seal(ReadOnlySpan<byte> plain, IBufferWriter<byte> output) => _session.Wrap(plain, seal: true, output);

    public void Open(ReadOnlySpan<byte> sealedData, IBufferWriter<byte> output)
    {
        switch (_session.Unwrap(sealedData, output))
        {
            case null:
                throw new LdapProtocolException("What was received is not what the server encrypted: it was changed, repeated or lost.");
            case false:
                throw new LdapProtocolException("The server sent something that is not encrypted, although that was agreed on.");
        }
    }

    public void Dispose() => _session.Dispose();
}
