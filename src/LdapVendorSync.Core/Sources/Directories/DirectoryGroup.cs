using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>A group with its own list of members, as its entry has it.</summary>
internal sealed record DirectoryGroup
{
    public required DistinguishedName Dn { get; init; }

    /// <summary>The id that survives renames; the DN where the directory keeps none.</summary>
    public required string Id { get; init; }

    /// <summary>Every id that survives renames; none where the directory keeps none, and <see cref="Id"/> is the DN.</summary>
    public IReadOnlyList<EntryId> Ids { get; init; } = [];

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>What the group refers to: people, other groups, or nothing that can be found.</summary>
    public required IReadOnlyList<MemberReference> Members { get; init; }

    /// <summary>Whether the members are described by a search (<c>memberURL</c>) instead of, or besides, being listed.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>
    /// Member attributes of which only a part of the values was handed out (<c>member;range=0-1499</c>), with how many are known.
    /// </summary>
    public IReadOnlyList<(string Attribute, int Known)> Unfinished { get; init; } = [];

    public SourceGroup ToSourceGroup() => new(Id, Name, Dn.ToString(), Description);
}

/// <summary>A group and those of its members that are still to be looked up.</summary>
internal sealed record GroupMembers(DirectoryGroup Group, IReadOnlyList<MemberReference> Members);
