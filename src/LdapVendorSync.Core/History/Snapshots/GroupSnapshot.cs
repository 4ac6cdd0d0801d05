using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History.Snapshots;

/// <summary>One side of a mapping as a real run read it; the members are read on demand.</summary>
public sealed record GroupSnapshot
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The vendor target (its canonical address).</summary>
    public required string Target { get; init; }

    /// <summary>The mapping.</summary>
    public required MappingReference Mapping { get; init; }

    /// <summary>The side.</summary>
    public required ReadSide Side { get; init; }

    /// <summary>Which part of a union, from 0; 0 for a side of one group.</summary>
    public required int Part { get; init; }

    /// <summary>When it was read.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>What the read was worth.</summary>
    public required CompletenessStatus Completeness { get; init; }

    /// <summary>How many members were read.</summary>
    public required int Members { get; init; }

    /// <summary>What is known of the read besides.</summary>
    public required SnapshotDetails Details { get; init; }

    /// <summary>Stands for the content: the same for two snapshots exactly if what was read is the same.</summary>
    public required long Content { get; init; }
}

/// <summary>What a read told besides its members.</summary>
public sealed record SnapshotDetails
{
    /// <summary>The name of the source or vendor.</summary>
    public required string System { get; init; }

    /// <summary>The group, as the config names it.</summary>
    public required string Group { get; init; }

    /// <summary>The group's stable id, where known.</summary>
    public string? GroupId { get; init; }

    /// <summary>Where the group is, where known.</summary>
    public string? GroupDistinguishedName { get; init; }

    /// <summary>How many entries of the group the settings left out.</summary>
    public int FilteredOut { get; init; }

    /// <summary>What of the group's members is no person.</summary>
    public IReadOnlyList<NonPersonMembers> NonPeople { get; init; } = [];

    /// <summary>Whom a filter leaves out, perhaps only because an attribute may not be read.</summary>
    public IReadOnlyList<DoubtfulMember> Doubtful { get; init; } = [];

    /// <summary>The groups whose lists were read, the group itself first.</summary>
    public IReadOnlyList<ReadGroup> Groups { get; init; } = [];

    /// <summary>What kept the read from being complete.</summary>
    public IReadOnlyList<ReadReason> Reasons { get; init; } = [];
}
