using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>One source group and the vendor group that follows it.</summary>
public sealed record MappingSettings : MappingPolicy
{
    /// <summary>The source group that stands for everybody whom the source's settings count as a person.</summary>
    public const string Everybody = "*";

    /// <summary>The name of the source; filled with the only source where left out.</summary>
    [Setting("The name of the source; the only one where left out.")]
    public string Source { get; init; } = string.Empty;

    /// <summary>
    /// The source group: a short name of the source's <c>group_dn_map</c>, a DN, a filter that one group matches, or the <c>cn</c> or
    /// <c>sAMAccountName</c> that one group has; <see cref="Everybody"/> for everybody.
    /// </summary>
    [Setting(
        "The source group: a short name of the source's group_dn_map, a DN, a filter in parentheses that one group matches, or the cn or "
        + "sAMAccountName of one group; \"*\" for everybody whom user_base_dn and user_filter count as a person. A list of groups, "
        + "each a name or {source, group, recurse}, is their union.",
        Aliases = ["ldap_group"])]
    [MinLength(1)]
    public required string SourceGroup { get; init; }

    /// <summary>The vendor group: its name or id, as the provider takes it.</summary>
    [Setting("The vendor group: its name or id, as the vendor takes it.")]
    [MinLength(1)]
    public required string VendorGroup { get; init; }

    /// <summary>Whether an empty source group may empty the vendor group.</summary>
    [Setting("Whether an empty source group may empty the vendor group.")]
    public bool AllowEmptySource { get; init; }

    /// <summary>How this mapping shares its vendor group with others.</summary>
    [Setting("How several mappings share one vendor group; all of them must say it.")]
    public GroupCombination Combine { get; init; } = GroupCombination.None;

    /// <summary>The groups whose people are no members, although the source group has them.</summary>
    [Setting(
        "Groups whose people are no members, although the source group has them: each a name, or {source, group, recurse, allow_empty}.")]
    public IReadOnlyList<ExceptSettings> Except { get; init; } = [];

    /// <summary>Whether members of nested groups count. Holds the source's setting where left out.</summary>
    [Setting("Whether members of nested groups count; the source's setting where left out.")]
    public bool Recurse { get; init; }

    /// <summary>What a reference to an entry that cannot be found means. Holds the source's setting where left out.</summary>
    [Setting("What a reference to an entry that cannot be found means; the source's setting where left out.")]
    public DanglingMembers DanglingMembers { get; init; } = DanglingMembers.Hold;

    /// <summary>How long a dangling reference holds. Holds the source's setting where left out.</summary>
    [Setting("How long a dangling reference holds; the source's setting where left out.")]
    public Grace DanglingGrace { get; init; } = Grace.Default;

    /// <summary>The source group and the groups that are left out of it, each as one that is read.</summary>
    internal IEnumerable<MappingSettings> GroupsToRead() => Except.Select(except => except.ReadFor(this)).Prepend(this);
}
