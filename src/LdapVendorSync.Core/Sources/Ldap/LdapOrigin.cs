namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Where answers come from that certainly are those of one copy of the directory.</summary>
/// <param name="Replica">The copy, as far as it is known.</param>
/// <param name="Connection">Which connection of the source it is; <see langword="null"/> where the server names itself.</param>
internal sealed record LdapOrigin(Replica Replica, int? Connection);
