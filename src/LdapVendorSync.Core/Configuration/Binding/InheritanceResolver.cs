using LdapVendorSync.Core.Configuration.Presets;
using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>
/// Hands down what a level leaves out: from a preset and the top to the vendors, from a vendor and from a source to the mappings. Works on
/// nodes, so that an inherited value keeps the place where it was given.
/// </summary>
internal sealed class InheritanceResolver(MappingNode root, PresetResolver presets, List<ConfigurationProblem> problems)
{
    private static readonly SettingDescriptor Sources = SettingsDescriptor.Setting<SyncConfiguration>(nameof(SyncConfiguration.Sources));
    private static readonly SettingDescriptor Vendors = SettingsDescriptor.Setting<SyncConfiguration>(nameof(SyncConfiguration.Vendors));
    private static readonly SettingDescriptor Groups = SettingsDescriptor.Setting<VendorSettings>(nameof(VendorSettings.Groups));
    private static readonly SettingDescriptor MappingSource = SettingsDescriptor.Setting<MappingSettings>(nameof(MappingSettings.Source));

    private static readonly SettingDescriptor[] ExceptFromSource =
        [SettingsDescriptor.Setting<ExceptSettings>(nameof(ExceptSettings.Recurse))];

    private static readonly SettingDescriptor[] FromSource =
    [
        SettingsDescriptor.Setting<MappingSettings>(nameof(MappingSettings.Recurse)),
        SettingsDescriptor.Setting<MappingSettings>(nameof(MappingSettings.DanglingMembers)),
        SettingsDescriptor.Setting<MappingSettings>(nameof(MappingSettings.DanglingGrace)),
    ];

    /// <summary>
    /// The names of the sources of whose type there is no other. Known after <see cref="Apply"/>.
    /// </summary>
    public IReadOnlySet<string> SoleSources { get; private set; } = new HashSet<string>();

    /// <summary>Turns the lists of sources, vendors and groups into their plain form and hands down.</summary>
    public void Apply()
    {
        var sources = Blocks(root, Sources);
        AddShorthand(sources);
        SoleSources = sources
            .GroupBy(TypeOf, StringComparer.OrdinalIgnoreCase)
            .Where(type => type.Count() == 1)
            .Select(type => NameOf(type.Single()))
            .ToHashSet();
        foreach (var vendor in Blocks(root, Vendors))
        {
            // Before what is said for all vendors: a preset knows its application.
            presets.Apply(vendor);
            HandDown(root, vendor, SettingsDescriptor.Of(typeof(VendorPolicy)).Settings);
            Blocks(vendor, Groups);
            if (vendor.Find(Groups.Key)?.Value is SequenceNode groups)
                SourceGroupLists.Expand(groups, problems);
            foreach (var mapping in Blocks(vendor, Groups))
            {
                HandDown(vendor, mapping, SettingsDescriptor.Of(typeof(MappingPolicy)).Settings);
                HandDownSource(sources, mapping, FromSource);
                foreach (var except in ExceptForm.Resolve(mapping, problems))
                    HandDownSource(sources, except, ExceptFromSource);
            }
        }
    }

    private List<MappingNode> Blocks(MappingNode parent, SettingDescriptor list)
    {
        if (parent.Find(list.Key) is not { } entry || ListForm.Items(entry.Value, list.Attribute.KeyedBy, problems) is not { } items)
            return [];

        var sequence = new SequenceNode(entry.Value.Position, entry.Value.Path);
        sequence.Items.AddRange(items.Select(item => OverrideForm.Parse(item, problems)));
        parent.Set(entry with { Value = sequence });
        return [.. sequence.Items.OfType<MappingNode>()];
    }

    // ldap: {...} is sources: [{name: ldap, type: ldap, ...}].
    private void AddShorthand(List<MappingNode> sources)
    {
        var key = Sources.Attribute.Shorthand!;
        if (root.Find(key) is not { } entry || OverrideForm.Parse(entry.Value, problems) is not MappingNode source)
            return;

        root.Entries.Remove(entry);
        source.AddDefault("name", key, entry.Position);
        source.AddDefault(SettingsVariants.Key, key, entry.Position);
        sources.Insert(0, source);

        var existing = root.Find(Sources.Key);
        var list = new SequenceNode(existing?.Value.Position ?? source.Position, Sources.Key);
        list.Items.Add(source);
        if (existing?.Value is SequenceNode others)
            list.Items.AddRange(others.Items);
        root.Set(new ConfigurationEntry(existing?.Key ?? Sources.Key, existing?.Position ?? entry.Position, list));
    }

    private static void HandDown(MappingNode from, MappingNode to, IEnumerable<SettingDescriptor> settings)
    {
        foreach (var setting in settings)
        {
            if (Find(from, setting) is not { } above)
                continue;
            if (Find(to, setting) is not { Value: not ScalarNode { IsNull: true } } own)
                to.Set(above with { Key = Find(to, setting)?.Key ?? above.Key });
            else
                Merge(above.Value, own.Value);
        }
    }

    private static void Merge(ConfigurationNode above, ConfigurationNode own)
    {
        if (above is not MappingNode from || own is not MappingNode to)
            return;
        foreach (var entry in from.Entries.Where(entry => to.Find(entry.Key) is null))
            to.Entries.Add(entry);
    }

    private static void HandDownSource(List<MappingNode> sources, MappingNode mapping, SettingDescriptor[] settings)
    {
        if (Find(mapping, MappingSource) is null && sources.Count == 1)
            mapping.AddDefault(MappingSource.Key, NameOf(sources[0]), mapping.Position);

        var name = (Find(mapping, MappingSource)?.Value as ScalarNode)?.Text;
        if (sources.Find(candidate => string.Equals(NameOf(candidate), name, StringComparison.OrdinalIgnoreCase)) is { } source)
            HandDown(source, mapping, settings);
    }

    private static ConfigurationEntry? Find(MappingNode mapping, SettingDescriptor setting) =>
        setting.Keys.Select(mapping.Find).FirstOrDefault(entry => entry is not null);

    private static string TypeOf(MappingNode source) => (source.Find(SettingsVariants.Key)?.Value as ScalarNode)?.Text ?? string.Empty;

    private static string NameOf(MappingNode source) => (source.Find("name")?.Value as ScalarNode)?.Text ?? string.Empty;
}
