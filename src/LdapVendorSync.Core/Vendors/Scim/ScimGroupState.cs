using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Who is in a group, as of one reading.</summary>
internal sealed record ScimGroupState
{
    /// <summary>The ids of the accounts.</summary>
    public required HashSet<string> Ids { get; init; }

    /// <summary>When it was read, by the clock's timestamps.</summary>
    public required long ReadAt { get; init; }

    /// <summary>What keeps it from being whole.</summary>
    public IReadOnlyList<ReadReason> Reasons { get; init; } = [];

    /// <summary>The version of the group; <see langword="null"/> where changes name none.</summary>
    public string? Version { get; init; }

    /// <summary>The group itself; <see langword="null"/> where it was not read.</summary>
    public JsonObject? Resource { get; init; }

    /// <summary>The members that are groups.</summary>
    public int NestedGroups { get; init; }

    /// <summary>The accounts, where reading the members has brought them along.</summary>
    public IReadOnlyList<GroupMember>? Accounts { get; init; }
}
