using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>What earlier runs know of a mapping, as far as guards ask for it.</summary>
public sealed record MappingMemory
{
    /// <summary>Nothing.</summary>
    public static MappingMemory None { get; } = new();

    /// <summary>
    /// Entries that the source group refers to but that cannot be found, still within their time of grace, or that cannot be read.
    /// </summary>
    public IReadOnlyList<UnresolvedMember> Unresolved { get; init; } = [];

    /// <summary>
    /// People whom a filter leaves out, perhaps only because an attribute may not be read, by the account that each was last linked to.
    /// </summary>
    public IReadOnlyDictionary<string, DoubtfulMember> Doubtful { get; init; } = new Dictionary<string, DoubtfulMember>();

    /// <summary>
    /// Where a history was moved that was lost and has not been made good for this mapping; <see langword="null"/> where none was.
    /// </summary>
    public string? LostHistory { get; init; }

    /// <summary>
    /// How many members the source group had when it was last read completely and nothing was held; <see langword="null"/> where that
    /// never was.
    /// </summary>
    public int? LastSourceMembers { get; init; }

    /// <summary>
    /// How many people lost access at the vendor within the last 24 hours, in runs without special permission.
    /// </summary>
    public int RemovedLastDay { get; init; }

    /// <summary>Accounts that are gone from the source group, but not yet for the time that <c>remove_after</c> asks for, by their id.</summary>
    public IReadOnlySet<string> Waiting { get; init; } = new HashSet<string>();

    /// <summary>
    /// What people who are about to be removed were last called at the source, by their account's id: ids, DNs, login names.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> NamesAtSource { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();
}
