using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>
/// Writes a mapping whose <c>source_group</c> is a list as the mappings that it stands for: one for each group, which share the vendor
/// group as a union.
/// </summary>
internal static class SourceGroupLists
{
    private const string Combine = "combine";

    private static readonly SettingDescriptor SourceGroup =
        SettingsDescriptor.Setting<MappingSettings>(nameof(MappingSettings.SourceGroup));

    private static readonly SettingDescriptor Group = SettingsDescriptor.Setting<ExceptSettings>(nameof(ExceptSettings.Group));

    /// <summary>Replaces each such mapping of a list.</summary>
    /// <param name="mappings">The mappings of a vendor.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static void Expand(SequenceNode mappings, List<ConfigurationProblem> problems)
    {
        var expanded = mappings.Items.SelectMany(item => Expand(item, problems)).ToList();
        mappings.Items.Clear();
        mappings.Items.AddRange(expanded);
    }

    private static IEnumerable<ConfigurationNode> Expand(ConfigurationNode item, List<ConfigurationProblem> problems)
    {
        if (item is not MappingNode mapping
            || SourceGroup.Keys.Select(mapping.Find).FirstOrDefault(entry => entry is not null) is not { } entry
            || OverrideForm.Parse(entry.Value, problems) is not SequenceNode { Items.Count: > 0 } groups)
        {
            return [item];
        }

        // A group that is left out by its name is of the mapping's source, whichever source a group of the list is of.
        ExceptForm.Resolve(mapping, problems);
        return groups.Items.Select(group => OneOf(mapping, entry, OverrideForm.Parse(group, problems)));
    }

    private static MappingNode OneOf(MappingNode mapping, ConfigurationEntry entry, ConfigurationNode group)
    {
        var one = new MappingNode(mapping.Position, mapping.Path);
        var own = group is MappingNode block ? block.Entries.ConvertAll(Named) : [entry with { Value = group }];
        one.Entries.AddRange(own);
        one.Entries.AddRange(mapping.Entries.Where(
            other => other != entry && !other.IsNamed(Combine) && !own.Exists(mine => mine.IsNamed(other.Key))));
        one.Entries.Add(new ConfigurationEntry(
            Combine, entry.Position, new ScalarNode(entry.Position, ConfigurationNode.Join(mapping.Path, Combine), "union")));
        return one;
    }

    private static ConfigurationEntry Named(ConfigurationEntry entry) =>
        entry.IsNamed(Group.Key) ? entry with { Key = SourceGroup.Key } : entry;
}
