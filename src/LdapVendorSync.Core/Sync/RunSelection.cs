using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Sync;

/// <summary>Which vendors and mappings a run is about.</summary>
/// <param name="Vendors">The vendors in the order of the config, each with at least one mapping.</param>
/// <param name="Error">Why the run cannot begin: a name that does not exist.</param>
internal sealed record RunSelection(IReadOnlyList<SelectedVendor> Vendors, string? Error)
{
    /// <summary>The changes to make, where they were handed in.</summary>
    public IReadOnlyList<MembershipChange>? GivenChanges { get; init; }

    /// <summary>What is undone; <see langword="null"/> where nothing is.</summary>
    public UndoScope? Undo { get; init; }

    /// <summary>Selects what the options ask for.</summary>
    public static RunSelection Of(SyncConfiguration configuration, SyncOptions options)
    {
        if (options.Undo is { } undo)
            return Of(configuration, options, undo);
        if (UnknownVendor(configuration, options) is { } unknown)
            return Refused(unknown);
        var vendors = configuration.Vendors
            .Where(vendor => options.Vendors.Count == 0 || options.Vendors.Contains(vendor.Name, StringComparer.OrdinalIgnoreCase))
            .Select(vendor => new SelectedVendor(
                vendor, [.. SyncMapping.Of(vendor, configuration.Sources)
                    .Where(mapping => mapping.IsSelectedBy(options.Groups))
                    .Where(mapping => IsPlanned(mapping, options.Plan))]))
            .ToList();
        if (UnknownGroup(vendors, options) is { } group)
            return Refused($"No selected mapping has the group '{group}'.");
        vendors.RemoveAll(vendor => vendor.Mappings.Count == 0);
        return new RunSelection(vendors, null);
    }

    /// <summary>Selects what some changes are about.</summary>
    public static RunSelection Of(SyncConfiguration configuration, IReadOnlyList<MembershipChange> changes)
    {
        var vendors = changes.Select(change => change.Vendor).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (UnknownVendor(configuration, new SyncOptions { Vendors = vendors }) is { } unknown)
            return Refused(unknown);
        var selected = configuration.Vendors
            .Where(vendor => vendors.Contains(vendor.Name, StringComparer.OrdinalIgnoreCase))
            .Select(vendor => new SelectedVendor(vendor, MappingsOf(vendor, configuration, changes)))
            .ToList();
        return new RunSelection(selected, null) { GivenChanges = changes };
    }

    private static RunSelection Of(SyncConfiguration configuration, SyncOptions options, UndoRequest request)
    {
        var undo = new UndoSelector(configuration, request, options).Select();
        var isLimited = options.Vendors.Count > 0 || options.Groups.Count > 0 || request.People.Count > 0;
        if (isLimited && undo.Changes.Count == 0 && undo.Outside.Count == 0)
            return Refused($"The run {request.RunId} has no change that fits the vendors, groups and people asked for; nothing was undone.");
        return new RunSelection(undo.Vendors, null) { Undo = undo };
    }

    private static bool IsPlanned(SyncMapping mapping, SyncPlan? plan) =>
        plan is null || plan.Header.Mappings.Any(planned => planned.Mapping == mapping.Reference);

    private static List<SyncMapping> MappingsOf(
        VendorSettings vendor, SyncConfiguration configuration, IReadOnlyList<MembershipChange> changes)
    {
        var configured = SyncMapping.Of(vendor, configuration.Sources);
        return [.. changes
            .Where(change => change.Vendor.Equals(vendor.Name, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(change => change.Group, StringComparer.OrdinalIgnoreCase)
            .Select(change =>
                configured.FirstOrDefault(mapping => mapping.Reference.VendorGroup.Equals(change.Group, StringComparison.OrdinalIgnoreCase))
                ?? SyncMapping.Unconfigured(vendor, change.Mapping.Source, change.Mapping.SourceGroup, change.Group))];
    }

    private static string? UnknownVendor(SyncConfiguration configuration, SyncOptions options)
    {
        var known = configuration.Vendors.Select(vendor => vendor.Name).ToList();
        return options.Vendors.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? $"There is no vendor '{unknown}'; the configuration has '{string.Join("', '", known)}'."
            : null;
    }

    private static string? UnknownGroup(List<SelectedVendor> vendors, SyncOptions options) => options.Groups.FirstOrDefault(
        group => !vendors.Exists(vendor => vendor.Mappings.Any(mapping => mapping.IsSelectedBy([group]))));

    private static RunSelection Refused(string error) => new([], error);
}

/// <summary>One vendor of a run with the mappings that are meant.</summary>
/// <param name="Settings">The vendor's settings.</param>
/// <param name="Mappings">The mappings.</param>
internal sealed record SelectedVendor(VendorSettings Settings, IReadOnlyList<SyncMapping> Mappings);
