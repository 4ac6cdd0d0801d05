using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>An authenticated connection, and what the server at its other end says of itself.</summary>
internal sealed record LdapLink(LdapConnection Connection, LdapServer Server);
