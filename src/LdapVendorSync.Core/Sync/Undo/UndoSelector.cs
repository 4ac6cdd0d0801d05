using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>
/// Finds for each change of a run the vendor and the mapping of today's configuration. A vendor is known by its target, so that it may be
/// called otherwise by now; a group that is not mapped any more is undone under the policy of its vendor, because a mapping that was wrong
/// is mostly taken out before its effects are.
/// </summary>
internal sealed class UndoSelector
{
    private const string Unknown = "(unknown)";

    private readonly SyncConfiguration _configuration;
    private readonly UndoRequest _request;
    private readonly SyncOptions _options;
    private readonly Dictionary<string, IReadOnlyList<SyncMapping>> _configured = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Vendor, string Group), SyncMapping> _mappings = [];
    private readonly Dictionary<long, MappingReference> _changes = [];
    private readonly Dictionary<string, List<SyncMapping>> _selected = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ChangeOutcome> _outside = [];
    private readonly Lazy<ILookup<string, MappingReference>> _recorded;
    private readonly Lazy<Dictionary<(string Target, string Account), string>> _groups;

    /// <param name="configuration">The configuration.</param>
    /// <param name="request">What is to be undone.</param>
    /// <param name="options">Which vendors and groups.</param>
    public UndoSelector(SyncConfiguration configuration, UndoRequest request, SyncOptions options)
    {
        _configuration = configuration;
        _request = request;
        _options = options;
        _recorded = new(() => request.Undone.Mappings.ToLookup(mapping => mapping.Vendor, StringComparer.OrdinalIgnoreCase));
        _groups = new(FindGroups);
    }

    /// <summary>Selects the changes; where the selection fits none of those that the run made, the scope is empty.</summary>
    public UndoScope Select()
    {
        foreach (var change in _request.Undone.Changes.Where(UndoScope.MayHaveHappened).Where(change => _request.IsMeant(change.Intent)))
            Select(change);
        var vendors = _configuration.Vendors
            .Where(vendor => _selected.ContainsKey(vendor.Name))
            .Select(vendor => new SelectedVendor(vendor, _selected[vendor.Name]))
            .ToList();
        return new UndoScope(_request, vendors, _changes, _outside);
    }

    private void Select(JournalEntry change)
    {
        var intent = change.Intent;
        var vendor = FindVendor(intent);
        if (_options.Vendors.Count > 0 && !Names(_options.Vendors, intent.Vendor) && !Names(_options.Vendors, vendor?.Name))
            return;
        var recorded = Recorded(intent);
        var mapping = vendor is null ? null : MappingOf(vendor, recorded);
        if (_options.Groups.Count > 0 && !Names(_options.Groups, recorded.VendorGroup) && mapping?.IsSelectedBy(_options.Groups) != true)
            return;
        if (mapping is null)
            _outside.Add(Refuse(change, recorded));
        else
            Add(vendor!, mapping, change);
    }

    private void Add(VendorSettings vendor, SyncMapping mapping, JournalEntry change)
    {
        _changes[change.Id] = mapping.Reference;
        if (!_selected.TryGetValue(vendor.Name, out var mappings))
            _selected[vendor.Name] = mappings = [];
        if (!mappings.Contains(mapping))
            mappings.Add(mapping);
    }

    private VendorSettings? FindVendor(JournalIntent intent)
    {
        var targets = _configuration.Vendors.Where(vendor => vendor.Target == intent.Target).ToList();
        return targets.Find(vendor => vendor.Name.Equals(intent.Vendor, StringComparison.OrdinalIgnoreCase)) ?? targets.FirstOrDefault();
    }

    // A change of an account alone may name no group: then a group counts in which the run changed the same account, or any of the run.
    private MappingReference Recorded(JournalIntent intent)
    {
        var group = intent.Group ?? _groups.Value.GetValueOrDefault((intent.Target, intent.VendorId ?? string.Empty));
        return _recorded.Value[intent.Vendor].FirstOrDefault(mapping => group is null || Same(mapping.VendorGroup, group))
            ?? new MappingReference(intent.Source ?? Unknown, Unknown, intent.Vendor, group ?? Unknown);
    }

    private Dictionary<(string Target, string Account), string> FindGroups()
    {
        var groups = new Dictionary<(string, string), string>();
        foreach (var change in _request.Undone.Changes.Select(change => change.Intent))
        {
            if (change is { VendorId: { } account, Group: { } group })
                groups.TryAdd((change.Target, account), group);
        }

        return groups;
    }

    private SyncMapping MappingOf(VendorSettings vendor, MappingReference recorded)
    {
        var key = (vendor.Name, recorded.VendorGroup.ToUpperInvariant());
        if (_mappings.TryGetValue(key, out var known))
            return known;
        if (!_configured.TryGetValue(vendor.Name, out var configured))
            _configured[vendor.Name] = configured = SyncMapping.Of(vendor, _configuration.Sources);
        var mapping = configured.FirstOrDefault(candidate => Same(candidate.Reference.VendorGroup, recorded.VendorGroup))
            ?? SyncMapping.Unconfigured(vendor, recorded.Source, recorded.SourceGroup, recorded.VendorGroup);
        return _mappings[key] = WithoutGrace(mapping);
    }

    // Somebody asks for the removal; nobody was missed at the source.
    private static SyncMapping WithoutGrace(SyncMapping mapping) =>
        mapping with { Parts = [.. mapping.Parts.Select(part => part with { RemoveAfter = null })] };

    private ChangeOutcome Refuse(JournalEntry change, MappingReference mapping)
    {
        var intent = change.Intent;
        var message = _configuration.Vendors.Any(vendor => Same(vendor.Name, intent.Vendor))
            ? $"Not possible: the run changed '{intent.Target}', and the vendor '{intent.Vendor}' of the configuration leads elsewhere now."
            : $"Not possible: the configuration has no vendor for '{intent.Target}' any more; the run called it '{intent.Vendor}'.";
        return new ChangeOutcome(InverseChange.Of(change, mapping, UndoVerdict.NotUndone), ChangeResult.Refused, message);
    }

    private static bool Names(IReadOnlyList<string> names, string? name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
