namespace LdapVendorSync.Ldap.Sasl;

/// <summary>One authentication by a SASL mechanism (RFC 4422 section 3).</summary>
internal interface ISaslExchange : IDisposable
{
    /// <summary>Makes the next response.</summary>
    /// <param name="challenge">What the server sent; empty for the initial response.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Errors.LdapException">The mechanism cannot go on.</exception>
    Task<ReadOnlyMemory<byte>> RespondAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken);

    /// <summary>Checks the server's success: it counts only once the mechanism is through.</summary>
    /// <param name="additionalData">What the server sent with its success; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What protects everything from here on; null where no security layer was agreed on. The exchange stays its owner.</returns>
    /// <exception cref="Errors.LdapException">The server has not proved who it is, or broke the protocol.</exception>
    Task<ISecurityLayer?> CompleteAsync(ReadOnlyMemory<byte>? additionalData, CancellationToken cancellationToken);
}
