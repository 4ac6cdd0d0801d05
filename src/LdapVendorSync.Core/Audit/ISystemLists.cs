using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Audit;

/// <summary>The lists of which a system is read, whichever side it is on.</summary>
internal interface ISystemLists
{
    /// <summary>The name of the source or vendor.</summary>
    string Name { get; }

    /// <summary>Tells which group is within which; <see langword="null"/> where groups hold no groups.</summary>
    IGroupHierarchy? Hierarchy { get; }

    /// <summary>Everybody.</summary>
    GroupRead ReadUsers(CancellationToken cancellationToken);

    /// <summary>Every group.</summary>
    IAsyncEnumerable<ListedGroup> ListGroupsAsync(CancellationToken cancellationToken);

    /// <summary>Who is directly in a group.</summary>
    GroupRead ReadGroup(ListedGroup group, CancellationToken cancellationToken);
}

/// <summary>A group as a list has it.</summary>
/// <param name="Id">The id that stays.</param>
/// <param name="Name">The name.</param>
/// <param name="Description">What it is for, where known.</param>
/// <param name="Address">What the system is asked for the group by.</param>
internal sealed record ListedGroup(string Id, string Name, string? Description, object Address)
{
    /// <summary>Its DN, or its path among groups; <see langword="null"/> where groups stand in none.</summary>
    public string? Path { get; init; }
}
