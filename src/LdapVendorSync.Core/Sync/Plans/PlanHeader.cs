using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>What a plan is based on.</summary>
public sealed record PlanHeader
{
    /// <summary>The id of the run that made the plan.</summary>
    public required string Id { get; init; }

    /// <summary>When both sides were read (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when the plan may be applied (UTC).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The account that made it.</summary>
    public required string User { get; init; }

    /// <summary>The host it was made on.</summary>
    public required string Host { get; init; }

    /// <summary>The version of the product that made it.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>The mappings that were compared.</summary>
    public IReadOnlyList<PlannedMapping> Mappings { get; init => field = value.ToIndexable(); } = [];

    /// <inheritdoc />
    public override string ToString() => Id;
}

/// <summary>A mapping as it was when a plan was made.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="ConfigurationHash">The hash of its configuration, without secrets.</param>
public sealed record PlannedMapping(MappingReference Mapping, string ConfigurationHash)
{
    /// <summary>The read of the source group; <see langword="null"/> where the mapping could not be compared.</summary>
    public ReadFingerprint? SourceRead { get; init; }

    /// <summary>The read of the vendor group; <see langword="null"/> where the mapping could not be compared.</summary>
    public ReadFingerprint? VendorRead { get; init; }

    /// <summary>Why the mapping could not be compared; <see langword="null"/> where it was.</summary>
    public string? Error { get; init; }

    /// <summary>The guards that held removals, each in a sentence.</summary>
    public IReadOnlyList<string> BlockedBy { get; init => field = value.ToIndexable(); } = [];
}

/// <summary>What a read of a group found, so that a later one can be told apart from it.</summary>
/// <param name="Completeness">What the read was worth.</param>
/// <param name="Members">How many members it had.</param>
/// <param name="Hash">A hash over the members' ids and compared attributes, in whatever order they came, and what kept the read from being
/// complete: <c>sha256:</c> and 64 hexadecimal digits.</param>
public sealed record ReadFingerprint(CompletenessStatus Completeness, int Members, string Hash);

/// <summary>The reads of both sides of a mapping.</summary>
/// <param name="Source">The source group.</param>
/// <param name="Vendor">The vendor group.</param>
public sealed record ReadFingerprints(ReadFingerprint Source, ReadFingerprint Vendor);
