using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// What may be said for the whole sync, for a vendor and for a mapping; what is left out is taken from the level above. Each level's
/// record holds the effective values. Blocks (<c>guards</c>, <c>attributes</c>) are inherited key by key.
/// </summary>
public abstract record MappingPolicy
{
    /// <summary>Where the record was given.</summary>
    public ConfigurationPosition Position { get; init; }

    /// <summary>The line, from 1; 0 where it came from the environment.</summary>
    public int Line => Position.Line;

    /// <summary>The attributes that recognise a person on both sides, the best first.</summary>
    [Setting("The attributes that recognise a person on both sides; a later one is used only where the earlier is absent.")]
    [MinLength(1)]
    public IReadOnlyList<string> MatchOn { get; init; } = ["userName"];

    /// <summary>Vendor attribute to expression over the source's attributes; empty for the default set.</summary>
    [Setting("Vendor attribute: expression over the source's attributes. A level may drop an inherited one with null.")]
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = EmptyMap;

    /// <summary>The limits on removals.</summary>
    [Setting("Limits on removals: past one, the removals concerned are held.")]
    public GuardSettings Guards { get; init; } = new();

    /// <summary>Whether people without an account at the vendor get one.</summary>
    [Setting("Whether people without an account at the vendor get one.")]
    public bool CreateUsers { get; init; } = true;

    /// <summary>Whether a vendor group that does not exist is created.</summary>
    [Setting("Whether a vendor group that does not exist is created.")]
    public bool CreateGroups { get; init; }

    /// <summary>Whether accounts are updated where their profile differs.</summary>
    [Setting("Whether accounts are updated where their profile differs.")]
    public bool UpdateUsers { get; init; } = true;

    /// <summary>Whether an attribute that is missing at the source is blanked at the vendor.</summary>
    [Setting("Whether an attribute that is missing at the source is blanked at the vendor.")]
    public bool ClearMissing { get; init; }

    /// <summary>What becomes of members of a vendor group whom the source does not know.</summary>
    [Setting("What becomes of members of a vendor group whom no run added or ever saw in the source: removed, kept, or kept and reported.")]
    public UnmanagedMembers UnmanagedMembers { get; init; } = UnmanagedMembers.Remove;

    /// <summary>What becomes of people whose account at the source is disabled.</summary>
    [Setting("What becomes of people whose account at the source is disabled.")]
    public DisabledMembers DisabledMembers { get; init; } = DisabledMembers.Remove;

    /// <summary>People who are never removed, disabled or deleted.</summary>
    [Setting(
        "People who never lose access: user names, mail addresses, ids or DNs, of the vendor or of the source; * stands for any text.")]
    public IReadOnlyList<string> ProtectedUsers { get; init; } = [];

    /// <summary>Vendor groups from which nobody is removed.</summary>
    [Setting("Vendor groups from which nobody is removed: names or ids; * stands for any text.")]
    public IReadOnlyList<string> ProtectedGroups { get; init; } = [];

    /// <summary>How many members a vendor group always keeps.</summary>
    [Setting("How many members a vendor group always keeps: a run that would leave fewer removes nobody from it.")]
    [Range(0, int.MaxValue)]
    public int KeepAtLeast { get; init; }

    /// <summary>How many people of the source group count, for trying out; <see langword="null"/> for all.</summary>
    [Setting(
        "For trying out: only so many people of the source group are added or updated, always the same ones, and nobody is removed; "
        + "nothing is sent to a vendor that can only be told everything at once.")]
    [Range(1, int.MaxValue)]
    public int? MaxMembers { get; init; }

    /// <summary>
    /// How long somebody has to be gone from the source group before they are removed; <see langword="null"/> for at once.
    /// </summary>
    [Setting(
        "How long somebody has to be gone before they are removed: '3 runs', '48h', or both; somebody whose account is disabled does "
        + "not wait.")]
    public Grace? RemoveAfter { get; init; }

    private protected static IReadOnlyDictionary<string, string> EmptyMap { get; } = new Dictionary<string, string>();
}
