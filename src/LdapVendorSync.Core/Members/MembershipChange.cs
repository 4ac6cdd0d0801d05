namespace LdapVendorSync.Core.Members;

/// <summary>One change of one person in one vendor group, with what it is based on. Every change carries its mapping.</summary>
public record MembershipChange
{
    /// <summary>What the change does.</summary>
    public required ChangeAction Action { get; init; }

    /// <summary>The mapping that asks for it.</summary>
    public required MappingReference Mapping { get; init; }

    /// <summary>The person as the source sees them; <see langword="null"/> for someone whom the source group does not have.</summary>
    public GroupMember? SourceMember { get; init; }

    /// <summary>The person's account at the vendor; <see langword="null"/> while none is known.</summary>
    public GroupMember? VendorMember { get; init; }

    /// <summary>What differs, before and after; empty for a change of membership alone.</summary>
    public IReadOnlyList<AttributeDifference> Differences { get; init => field = value.ToIndexable(); } = [];

    /// <summary>Why: a sentence for an administrator.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether the change takes access away (Remove, Disable, Delete).</summary>
    public bool IsRemoval => Action is ChangeAction.Remove or ChangeAction.Disable or ChangeAction.Delete;

    /// <summary>The vendor's name.</summary>
    public string Vendor => Mapping.Vendor;

    /// <summary>The vendor group's name.</summary>
    public string Group => Mapping.VendorGroup;

    /// <summary>The name by which messages call the person; the group's name for a change without one.</summary>
    public string User => SourceMember?.Label ?? VendorMember?.Label ?? Mapping.VendorGroup;

    /// <inheritdoc />
    public sealed override string ToString() => $"{Action} {User} in {Vendor}/{Group}";
}
