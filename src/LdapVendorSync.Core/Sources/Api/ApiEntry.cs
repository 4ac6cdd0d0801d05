using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>Somebody or something in a list of members or users, and what the settings say to it.</summary>
internal sealed record ApiEntry
{
    /// <summary>The person, as a member of a group is read.</summary>
    public required GroupMember Person { get; init; }

    /// <summary>What the entry is that is no person; <see langword="null"/> for a person.</summary>
    public NonPersonKind? NonPerson { get; init; }

    /// <summary>
    /// Why the settings do not count the person as one, such as <c>status DEPROVISIONED</c>; <see langword="null"/> where they do.
    /// </summary>
    public string? LeftOut { get; init; }

    /// <summary>
    /// Why it cannot be told whether the settings count the person, which holds their removal; <see langword="null"/> where it can.
    /// </summary>
    public string? Doubt { get; init; }
}
