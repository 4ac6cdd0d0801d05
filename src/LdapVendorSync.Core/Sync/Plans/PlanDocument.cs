using System.Text.Json.Serialization;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>A plan in JSON. The names, their order and the checksum at the end are a contract with whoever reads the file.</summary>
/// <param name="Kind">Always <see cref="PlanFile.Kind"/>.</param>
/// <param name="SchemaVersion">The version of this schema.</param>
/// <param name="ProductVersion">The version of the product that wrote it.</param>
/// <param name="Id">The id of the run that made it.</param>
/// <param name="CreatedAt">When both sides were read.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">Until when it may be applied.</param>
/// <param name="Mappings">The mappings that were compared.</param>
/// <param name="Changes">The changes, made as they are written.</param>
/// <param name="Checksum">The checksum of everything before it.</param>
internal sealed record PlanDocument(
    string Kind,
    int SchemaVersion,
    string ProductVersion,
    string Id,
    DateTimeOffset CreatedAt,
    PlanCreatorDocument CreatedBy,
    DateTimeOffset ExpiresAt,
    IEnumerable<PlannedMappingDocument> Mappings,
    IEnumerable<PlannedChangeDocument> Changes,
    string Checksum)
{
    public static PlanDocument Of(SyncPlan plan) => new(
        PlanFile.Kind,
        PlanFile.SchemaVersion,
        plan.Header.ProductVersion,
        plan.Header.Id,
        plan.Header.CreatedAt.ToUniversalTime(),
        new PlanCreatorDocument(plan.Header.User, plan.Header.Host),
        plan.Header.ExpiresAt.ToUniversalTime(),
        plan.Header.Mappings.Select(PlannedMappingDocument.Of),
        plan.Changes.Select(PlannedChangeDocument.Of),
        PlanChecksum.Placeholder);

    /// <exception cref="ArgumentException">Something is not as a plan has it.</exception>
    public SyncPlan ToPlan()
    {
        var header = new PlanHeader
        {
            Id = Id,
            CreatedAt = CreatedAt,
            ExpiresAt = ExpiresAt,
            User = CreatedBy.User,
            Host = CreatedBy.Host,
            ProductVersion = ProductVersion,
            Mappings = [.. Mappings.Select(mapping => mapping.ToMapping())],
        };
        var mappings = header.Mappings
            .Select(mapping => mapping.Mapping)
            .ToDictionary(mapping => (mapping.Vendor, mapping.VendorGroup));
        return new SyncPlan(header, [.. Changes.Select(change => change.ToChange(header, mappings))]);
    }
}

/// <summary>Who made a plan, in JSON.</summary>
internal sealed record PlanCreatorDocument(string User, string Host);

/// <summary>A mapping of a plan in JSON.</summary>
internal sealed record PlannedMappingDocument(
    string Vendor,
    string VendorGroup,
    string Source,
    string SourceGroup,
    string ConfigurationHash,
    ReadFingerprint? SourceRead = null,
    ReadFingerprint? VendorRead = null,
    string? Error = null,
    IReadOnlyList<string>? BlockedBy = null)
{
    public static PlannedMappingDocument Of(PlannedMapping mapping) => new(
        mapping.Mapping.Vendor,
        mapping.Mapping.VendorGroup,
        mapping.Mapping.Source,
        mapping.Mapping.SourceGroup,
        mapping.ConfigurationHash,
        mapping.SourceRead,
        mapping.VendorRead,
        mapping.Error,
        mapping.BlockedBy.Count == 0 ? null : mapping.BlockedBy);

    public PlannedMapping ToMapping() => new(new MappingReference(Source, SourceGroup, Vendor, VendorGroup), ConfigurationHash)
    {
        SourceRead = SourceRead,
        VendorRead = VendorRead,
        Error = Error,
        BlockedBy = BlockedBy ?? [],
    };
}

/// <summary>A change of a plan in JSON.</summary>
internal sealed record PlannedChangeDocument(
    string Vendor,
    string Group,
    ChangeAction Action,
    string Reason,
    PlannedPersonDocument? Person = null,
    IReadOnlyList<PlannedDifferenceDocument>? Differences = null,
    string? Held = null)
{
    public static PlannedChangeDocument Of(PlannedChange change) => new(
        change.Vendor,
        change.Group,
        change.Action,
        change.Reason,
        PlannedPersonDocument.Of(change),
        change.Differences.Count == 0 ? null : [.. change.Differences.Select(PlannedDifferenceDocument.Of)],
        change.HeldBy);

    /// <exception cref="ArgumentException">The change has no mapping, or nobody whom it is about.</exception>
    public PlannedChange ToChange(PlanHeader plan, Dictionary<(string Vendor, string Group), MappingReference> mappings)
    {
        if (!mappings.TryGetValue((Vendor, Group), out var mapping))
            throw new ArgumentException($"A change is about '{Vendor}/{Group}', which is none of the plan's mappings.");
        if (!IsAboutSomebody)
            throw new ArgumentException($"A change ({Action} in '{Vendor}/{Group}') does not say whom it is about.");
        var change = new MembershipChange
        {
            Action = Action,
            Mapping = mapping,
            SourceMember = Person?.Source?.ToMember(),
            VendorMember = Person?.Account?.ToMember(),
            Differences = [.. (Differences ?? []).Select(difference => difference.ToDifference())],
            Reason = Reason,
        };
        return new PlannedChange(change, plan) { Source = Person?.Source?.System, MatchKey = Person?.Key, HeldBy = Held };
    }

    private bool IsAboutSomebody => Action switch
    {
        ChangeAction.CreateGroup => Person is null,
        ChangeAction.Add => Person?.Source is not null,
        _ => Person?.Account is not null,
    };
}

/// <summary>A difference of a change in JSON. Both values are always there: nothing is a value too.</summary>
internal sealed record PlannedDifferenceDocument(
    string Attribute,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Before,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? After)
{
    public static PlannedDifferenceDocument Of(AttributeDifference difference) =>
        new(difference.Attribute, difference.Before, difference.After);

    public AttributeDifference ToDifference() => new(Attribute, Before, After);
}

/// <summary>The person of a change in JSON.</summary>
internal sealed record PlannedPersonDocument(
    string Label, string? Key = null, PlannedMemberDocument? Source = null, PlannedMemberDocument? Account = null)
{
    public static PlannedPersonDocument? Of(PlannedChange change) => change.Action == ChangeAction.CreateGroup
        ? null
        : new PlannedPersonDocument(
            change.User,
            change.MatchKey,
            change.SourceMember is { } person ? PlannedMemberDocument.Of(person, change.Source) : null,
            change.VendorMember is { } account ? PlannedMemberDocument.Of(account, null) : null);
}

/// <summary>A person as one side sees them, in JSON.</summary>
internal sealed record PlannedMemberDocument(
    string Id,
    string? System = null,
    string? UserName = null,
    string? Email = null,
    string? FirstName = null,
    string? LastName = null,
    string? DisplayName = null,
    bool? Enabled = null,
    string? Dn = null)
{
    // The ids of several sources in one list are kept apart by a character that no file should hold; the system says the same.
    public static PlannedMemberDocument Of(GroupMember member, string? system) => new(
        SourceIdentity.Unqualify(member.Id),
        system,
        member.UserName,
        member.Email,
        member.FirstName,
        member.LastName,
        member.DisplayName,
        member.Enabled,
        member.DistinguishedName);

    /// <exception cref="ArgumentException">There is no id.</exception>
    public GroupMember ToMember() => new()
    {
        Id = Id,
        UserName = UserName,
        Email = Email,
        FirstName = FirstName,
        LastName = LastName,
        DisplayName = DisplayName,
        Enabled = Enabled,
        DistinguishedName = Dn,
    };
}
