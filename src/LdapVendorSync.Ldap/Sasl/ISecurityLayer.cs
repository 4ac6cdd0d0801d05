using System.Buffers;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>What a mechanism agreed on to protect the connection (RFC 4422 section 3.7). Not for several threads at once.</summary>
internal interface ISecurityLayer : IDisposable
{
    /// <summary>The most bytes that one call of <see cref="Seal"/> may take, so that the server accepts what comes out.</summary>
    int MaxPlainSize { get; }

    /// <summary>Encrypts and signs.</summary>
    void Seal(ReadOnlySpan<byte> plain, IBufferWriter<byte> output);

    /// <summary>Checks and decrypts what the server sent.</summary>
    /// <exception cref="LdapProtocolException">It was changed on the way, is out of order, or is not encrypted.</exception>
    void Open(ReadOnlySpan<byte> sealedData, IBufferWriter<byte> output);
}
