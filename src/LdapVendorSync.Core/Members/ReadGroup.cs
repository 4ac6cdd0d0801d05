namespace LdapVendorSync.Core.Members;

/// <summary>A group whose list was read, as a part of a read.</summary>
/// <param name="DistinguishedName">Where it is.</param>
/// <param name="Id">The id that stays when it is renamed.</param>
public sealed record ReadGroup(string DistinguishedName, string Id)
{
    /// <summary>Whether its entry said who is in, by a list or by a search.</summary>
    public bool NamesMembers { get; init; }
}
