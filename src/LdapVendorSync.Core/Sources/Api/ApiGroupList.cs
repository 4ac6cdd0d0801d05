namespace LdapVendorSync.Core.Sources.Api;

/// <summary>What is directly in a group.</summary>
/// <param name="Entries">The entries, as they came.</param>
/// <param name="Members">What the list of them is worth.</param>
/// <param name="Nested">The groups.</param>
/// <param name="NestedGroups">What the list of them is worth.</param>
internal sealed record ApiGroupList(
    IReadOnlyList<ApiEntry> Entries, ListProof Members, IReadOnlyList<ApiGroup> Nested, ListProof NestedGroups)
{
    /// <summary>Whether everything is known that is directly in the group.</summary>
    public bool IsWhole => Members.IsWhole && NestedGroups.IsWhole;

    /// <summary>How much it holds.</summary>
    public int Count => Entries.Count + Nested.Count;
}
