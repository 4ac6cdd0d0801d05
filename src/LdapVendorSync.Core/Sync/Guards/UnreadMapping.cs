namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>A configured mapping of whose vendor group a run does not know who is in it.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="Target">The canonical target of its vendor.</param>
public sealed record UnreadMapping(SyncMapping Mapping, string Target);
