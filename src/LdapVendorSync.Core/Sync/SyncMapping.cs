using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>One vendor group with the mapping that owns it, or the mappings that share it as a union.</summary>
/// <param name="Reference">How messages, changes and history name the mapping.</param>
/// <param name="Parts">The mappings of the config, the one whose source is listed first in front; its policy counts.</param>
public sealed record SyncMapping(MappingReference Reference, IReadOnlyList<MappingSettings> Parts)
{
    /// <summary>What counts for the mapping as a whole.</summary>
    public MappingSettings Policy => Parts[0];

    /// <summary>The names of the sources of all parts, each once.</summary>
    public IEnumerable<string> Sources => Parts.Select(part => part.Source).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether people of several sources come together, so that their ids have to be kept apart.</summary>
    public bool IsAcrossSources => Sources.Skip(1).Any();

    /// <summary>Whether every part may be empty.</summary>
    public bool AllowEmptySource => Parts.All(part => part.AllowEmptySource);

    /// <summary>The groups whose people are left out of any part.</summary>
    public IEnumerable<ExceptSettings> Except => Parts.SelectMany(part => part.Except);

    /// <summary>
    /// The mappings of a vendor, those of the source listed first in front: where sources disagree about a person, the first wins.
    /// </summary>
    public static IReadOnlyList<SyncMapping> Of(VendorSettings vendor, IReadOnlyList<SourceSettings> sources)
    {
        var order = sources
            .Select((source, index) => (source.Name, index))
            .ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.OrdinalIgnoreCase);
        return [.. vendor.Groups
            .OrderBy(mapping => order.GetValueOrDefault(mapping.Source, int.MaxValue))
            .GroupBy(mapping => mapping.VendorGroup, StringComparer.OrdinalIgnoreCase)
            .Select(parts => Create(vendor.Name, [.. parts]))];
    }

    /// <summary>A mapping that the config does not have, under the policy of its vendor.</summary>
    /// <param name="vendor">The vendor.</param>
    /// <param name="source">The name of the source.</param>
    /// <param name="sourceGroup">The source group.</param>
    /// <param name="vendorGroup">The vendor group.</param>
    public static SyncMapping Unconfigured(VendorSettings vendor, string source, string sourceGroup, string vendorGroup) =>
        Create(vendor.Name, [new MappingSettings
        {
            Source = source,
            SourceGroup = sourceGroup,
            VendorGroup = vendorGroup,
            MatchOn = vendor.MatchOn,
            Attributes = vendor.Attributes,
            Guards = vendor.Guards,
            CreateUsers = vendor.CreateUsers,
            UpdateUsers = vendor.UpdateUsers,
            ClearMissing = vendor.ClearMissing,
            UnmanagedMembers = vendor.UnmanagedMembers,
            DisabledMembers = vendor.DisabledMembers,
            ProtectedUsers = vendor.ProtectedUsers,
            ProtectedGroups = vendor.ProtectedGroups,
            KeepAtLeast = vendor.KeepAtLeast,
            RemoveAfter = vendor.RemoveAfter,
            MaxMembers = vendor.MaxMembers,
        }]);

    /// <summary>Whether one of some group names, in any case, names this mapping; with no names, every mapping is meant.</summary>
    public bool IsSelectedBy(IReadOnlyList<string> groups) =>
        groups.Count == 0 || groups.Any(group => Names().Contains(group, StringComparer.OrdinalIgnoreCase));

    private static SyncMapping Create(string vendor, IReadOnlyList<MappingSettings> parts)
    {
        var sources = string.Join(" + ", parts.Select(part => part.Source).Distinct(StringComparer.OrdinalIgnoreCase));
        var groups = string.Join(" + ", parts.Select(part => part.SourceGroup));
        return new SyncMapping(new MappingReference(sources, groups, vendor, parts[0].VendorGroup), parts);
    }

    private IEnumerable<string> Names() => Parts.Select(part => part.SourceGroup).Append(Reference.VendorGroup);
}
