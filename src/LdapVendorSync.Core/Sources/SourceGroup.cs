namespace LdapVendorSync.Core.Sources;

/// <summary>A group that a source offers.</summary>
/// <param name="Id">The id that stays when the group is renamed.</param>
/// <param name="Name">The short name.</param>
/// <param name="DistinguishedName">The DN, for LDAP-like sources.</param>
/// <param name="Description">What the group is for, where the source says so.</param>
public sealed record SourceGroup(string Id, string Name, string? DistinguishedName = null, string? Description = null);
