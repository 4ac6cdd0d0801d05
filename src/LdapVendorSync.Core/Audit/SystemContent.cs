using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit;

/// <summary>All that was seen of a system: its people, its groups, who is in which, and which group is within which.</summary>
public sealed record SystemContent
{
    /// <summary>Every person, once, those of no group included.</summary>
    public required IReadOnlyList<GroupMember> Users { get; init; }

    /// <summary>Every group, the empty ones included.</summary>
    public required IReadOnlyList<SystemGroup> Groups { get; init; }
}

/// <summary>A group of a system.</summary>
/// <param name="Id">The id that stays when it is renamed.</param>
/// <param name="Name">Its name.</param>
public sealed record SystemGroup(string Id, string Name)
{
    /// <summary>What it is for, where the system says so.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// Where it stands: its DN, or its path among groups; <see langword="null"/> where groups stand in none. Unlike the name it is its own.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The ids of the people directly in it (<see cref="GroupMember.Id"/>).</summary>
    public IReadOnlyList<string> MemberIds { get; init; } = [];

    /// <summary>The ids of the groups directly within it: whoever is in one of these is in this one too.</summary>
    public IReadOnlyList<string> NestedIds { get; init; } = [];

    /// <summary>Why its list may not be whole; none where it is proved to be.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];
}
