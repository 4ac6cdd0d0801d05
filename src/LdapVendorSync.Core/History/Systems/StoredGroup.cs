namespace LdapVendorSync.Core.History.Systems;

/// <summary>A group in the form in which snapshots of systems keep it; its members are kept apart.</summary>
internal sealed record StoredGroup
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public string? Path { get; init; }

    public IReadOnlyList<string>? Nested { get; init; }

    public IReadOnlyList<string>? Doubts { get; init; }
}

/// <summary>Members of one group, or some of them where it is large.</summary>
/// <param name="Group">The id of the group.</param>
/// <param name="Members">The ids of the people.</param>
internal sealed record StoredMemberships(string Group, IReadOnlyList<string> Members);
