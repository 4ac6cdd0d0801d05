namespace LdapVendorSync.Core.Members;

/// <summary>One group within another: whoever is in <paramref name="NestedId"/> is in <paramref name="GroupId"/> too.</summary>
/// <param name="GroupId">The id of the outer group.</param>
/// <param name="NestedId">The id of the group within it.</param>
public sealed record GroupNesting(string GroupId, string NestedId);
