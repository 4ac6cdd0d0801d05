using System.Globalization;
using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>
/// The ways to write a list: as one, as a mapping of names to items (<c>KeyedBy</c>), as a mapping of indexes to items (which environment
/// variables make), as a single item.
/// </summary>
internal static class ListForm
{
    /// <summary>The items of a list.</summary>
    /// <param name="node">What was given.</param>
    /// <param name="keyedBy">The key that a name goes to, or <see langword="null"/> where items have no name.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <returns>The items, or <see langword="null"/> where this is no list.</returns>
    public static IReadOnlyList<ConfigurationNode>? Items(ConfigurationNode node, string? keyedBy, List<ConfigurationProblem> problems)
    {
        switch (OverrideForm.Parse(node, problems))
        {
            case SequenceNode sequence:
                return sequence.Items;
            case MappingNode mapping when mapping.Entries.Count > 0 && mapping.Entries.TrueForAll(entry => Index(entry) is not null):
                return [.. mapping.Entries.OrderBy(Index).Select(entry => entry.Value)];
            case MappingNode mapping when keyedBy is not null && mapping.Entries.TrueForAll(entry => entry.Value is MappingNode):
                return [.. mapping.Entries.Select(entry => Named((MappingNode)entry.Value, keyedBy, entry))];
            case ScalarNode { IsNull: true }:
                return [];
            case ScalarNode { IsOverride: true } list:
                return [.. Split(list)];
            case ScalarNode single:
                return [single];
            default:
                return null;
        }
    }

    private static int? Index(ConfigurationEntry entry) =>
        entry.IsOverride && int.TryParse(entry.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static MappingNode Named(MappingNode item, string keyedBy, ConfigurationEntry entry)
    {
        if (item.Find(keyedBy) is null)
        {
            var name = new ScalarNode(entry.Position, ConfigurationNode.Join(item.Path, keyedBy), entry.Key) { IsPlain = false };
            item.Entries.Insert(0, new ConfigurationEntry(keyedBy, entry.Position, name));
        }

        return item;
    }

    private static IEnumerable<ScalarNode> Split(ScalarNode list) => list.Text
        .Split(',', StringSplitOptions.TrimEntries)
        .Select(text => new ScalarNode(list.Position, list.Path, text) { IsPlain = false });
}
