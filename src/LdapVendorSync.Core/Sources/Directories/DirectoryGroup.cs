using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>A group with its own list of members, as its entry has it.</summary>
internal sealed record DirectoryGroup
{
    private const uint FirstOwnNumber = 1000;

    public required DistinguishedName Dn { get; init; }

    /// <summary>The id that survives renames; the DN where the directory keeps none.</summary>
    public required string Id { get; init; }

    /// <summary>Every id that survives renames; none where the directory keeps none, and <see cref="Id"/> is the DN.</summary>
    public IReadOnlyList<EntryId> Ids { get; init; } = [];

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>What the group refers to: people, other groups, or nothing that can be found.</summary>
    public required IReadOnlyList<MemberReference> Members
    {
        get;
        init
        {
            field = value;
            Listed = value.Count;
        }
    }

    /// <summary>Searches that describe members instead of, or besides, the list: the values of <c>memberURL</c>.</summary>
    public IReadOnlyList<string> MemberUrls { get; init; } = [];

    /// <summary>
    /// What people of this group have in <c>primaryGroupID</c>, on Active Directory: they are members whom the list does not have.
    /// </summary>
    public uint? PrimaryGroupToken { get; init; }

    /// <summary>How many of <see cref="Members"/> are listed; those behind them were found by a search.</summary>
    public int Listed { get; private init; }

    /// <summary>Whether its entry says who is in: by a list, or by a search.</summary>
    public bool NamesMembers => Listed > 0 || MemberUrls.Count > 0;

    /// <summary>Whether no member can be seen of a group that must have one by its object class.</summary>
    public bool LacksRequiredMembers { get; init; }

    /// <summary>
    /// Whether people may come in without a change of the group, because it is their primary one. New accounts begin with one of the groups
    /// that every domain has (MS-SAMR section 3.1.5.12.1), whose numbers are below 1000; into others they come by way of the list.
    /// </summary>
    public bool HasNewcomersAsPrimary => PrimaryGroupToken is < FirstOwnNumber || (PrimaryGroupToken is not null && Members.Count > Listed);

    /// <summary>What keeps the members from being known in full.</summary>
    public IReadOnlyList<ReadReason> Gaps { get; init; } = [];

    /// <summary>
    /// Member attributes of which only a part of the values was handed out (<c>member;range=0-1499</c>), with how many are known.
    /// </summary>
    public IReadOnlyList<(string Attribute, int Known)> Unfinished { get; init; } = [];

    /// <summary>The group with further members that a search found, and with what the search could not say.</summary>
    public DirectoryGroup With(IEnumerable<MemberReference> found, IReadOnlyList<ReadReason> gaps) => this with
    {
        Members = [.. Members.Concat(found).Distinct()],
        Listed = Listed,
        Gaps = [.. Gaps, .. gaps],
    };

    public SourceGroup ToSourceGroup() => new(Id, Name, Dn.ToString(), Description);
}

/// <summary>A group and those of its members that are still to be looked up.</summary>
internal sealed record GroupMembers(DirectoryGroup Group, IReadOnlyList<MemberReference> Members);
