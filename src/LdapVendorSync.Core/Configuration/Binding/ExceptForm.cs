using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>
/// The ways to name groups that a mapping leaves out: a list or one alone, each a name or a block; a name is of the mapping's source.
/// </summary>
internal static class ExceptForm
{
    private static readonly SettingDescriptor Except = SettingsDescriptor.Setting<MappingSettings>(nameof(MappingSettings.Except));
    private static readonly SettingDescriptor MappingSource = SettingsDescriptor.Setting<MappingSettings>(nameof(MappingSettings.Source));
    private static readonly SettingDescriptor Source = SettingsDescriptor.Setting<ExceptSettings>(nameof(ExceptSettings.Source));
    private static readonly SettingDescriptor Group = SettingsDescriptor.Setting<ExceptSettings>(nameof(ExceptSettings.Group));

    /// <summary>Turns what a mapping leaves out into a list of blocks, each with its source where that is known.</summary>
    /// <returns>The blocks.</returns>
    public static IReadOnlyList<MappingNode> Resolve(MappingNode mapping, List<ConfigurationProblem> problems)
    {
        if (mapping.Find(Except.Key) is not { } entry || ListForm.Items(entry.Value, null, problems) is not { } items)
            return [];
        var groups = new SequenceNode(entry.Value.Position, entry.Value.Path);
        groups.Items.AddRange(items.Select(
            (item, index) => AsBlock(OverrideForm.Parse(item, problems), ConfigurationNode.Join(entry.Value.Path, index))));
        mapping.Set(entry with { Value = groups });
        var blocks = groups.Items.OfType<MappingNode>().ToList();
        if (mapping.Find(MappingSource.Key)?.Value is ScalarNode { IsNull: false } source)
            blocks.ForEach(block => block.AddDefault(Source.Key, source.Text, block.Position));
        return blocks;
    }

    private static ConfigurationNode AsBlock(ConfigurationNode item, string path)
    {
        if (item is not ScalarNode { IsNull: false, Text.Length: > 0 } name)
            return item;
        var block = new MappingNode(name.Position, path);
        block.Entries.Add(new ConfigurationEntry(Group.Key, name.Position, name));
        return block;
    }
}
