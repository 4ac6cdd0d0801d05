using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>What earlier runs know of the excluded groups of a mapping.</summary>
public sealed record ExclusionMemory
{
    /// <summary>Nothing.</summary>
    public static ExclusionMemory None { get; } = new();

    /// <summary>How many members each group had when it was last believed, by <see cref="KeyOf"/>.</summary>
    public IReadOnlyDictionary<string, int> LastMembers { get; init; } = new Dictionary<string, int>();

    /// <summary>Confirmed pairs of people of the excluded groups' sources, by the name of the source in upper case.</summary>
    public IReadOnlyDictionary<string, MemberLinks> Links { get; init; } = new Dictionary<string, MemberLinks>();

    /// <summary>References to entries that cannot be found and whose time of grace is over, by <see cref="KeyOf"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> GoneReferences { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    /// <summary>Whether limits are lifted for the run.</summary>
    public bool LiftsLimits { get; init; }

    /// <summary>What names an excluded group. Sources without DNs may have two groups whose names differ in case alone.</summary>
    public static string KeyOf(ExceptSettings group) => $"{group.Source.ToUpperInvariant()}\n{group.Group}";

    /// <summary>The confirmed pairs of a source's people.</summary>
    public MemberLinks LinksOf(string source) => Links.GetValueOrDefault(source.ToUpperInvariant()) ?? MemberLinks.None;
}
