namespace LdapVendorSync.Ldap;

/// <summary>The answer to an extended operation (RFC 4511 section 4.12).</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Name">The OID of the response, where the server names it.</param>
/// <param name="Value">The value, whose encoding the operation defines; null for none.</param>
public sealed record LdapExtendedResult(LdapResult Result, string? Name, ReadOnlyMemory<byte>? Value);
