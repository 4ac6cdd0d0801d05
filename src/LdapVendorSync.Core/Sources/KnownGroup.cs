namespace LdapVendorSync.Core.Sources;

/// <summary>What is remembered of a group from its last good read.</summary>
/// <param name="Id">The id that stays when the group is renamed (<see cref="SourceGroup.Id"/>).</param>
/// <param name="DistinguishedName">Where it was, for LDAP-like sources.</param>
public sealed record KnownGroup(string Id, string? DistinguishedName = null)
{
    /// <summary>The id of another group that has had the name for so long that it is taken for the one that is meant.</summary>
    public string? Successor { get; init; }
}
