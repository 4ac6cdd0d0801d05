using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>A source group whose people a mapping leaves out. Where only its name is given, it is of the mapping's source.</summary>
public sealed record ExceptSettings
{
    /// <summary>Where the record was given.</summary>
    public ConfigurationPosition Position { get; init; }

    /// <summary>The name of the source; filled with the mapping's where left out.</summary>
    [Setting("The name of the source; the mapping's where left out.")]
    public string Source { get; init; } = string.Empty;

    /// <summary>The group, named as in <see cref="MappingSettings.SourceGroup"/>.</summary>
    [Setting("The group whose people are no members, named like a source_group.", Aliases = ["source_group"])]
    [MinLength(1)]
    public required string Group { get; init; }

    /// <summary>Whether members of nested groups are left out too. Holds the source's setting where left out.</summary>
    [Setting("Whether members of nested groups are left out too; the source's setting where left out.")]
    public bool Recurse { get; init; }

    /// <summary>Whether the group may be empty, so that nobody is left out.</summary>
    [Setting("Whether the group may be empty: without it, an empty group holds additions, as its people might all be added.")]
    public bool AllowEmpty { get; init; }

    /// <summary>How the group is named in messages.</summary>
    public override string ToString() => $"'{Group}' of source '{Source}'";

    /// <summary>The group as one that is read for a mapping.</summary>
    /// <param name="mapping">The mapping that leaves its people out.</param>
    internal MappingSettings ReadFor(MappingSettings mapping) => mapping with
    {
        Source = Source,
        SourceGroup = Group,
        Recurse = Recurse,
        AllowEmptySource = AllowEmpty,
        Except = [],
    };
}
