namespace LdapVendorSync.Ldap.Protocol;

/// <summary>The answer to a bind (RFC 4511 section 4.2.2).</summary>
/// <param name="Result">Whether it succeeded, or goes on (<see cref="LdapResultCode.SaslBindInProgress"/>).</param>
/// <param name="ServerSaslCredentials">The SASL challenge, or what the server sends with its success; null where it sends none.</param>
internal sealed record LdapBindResult(LdapResult Result, ReadOnlyMemory<byte>? ServerSaslCredentials);
