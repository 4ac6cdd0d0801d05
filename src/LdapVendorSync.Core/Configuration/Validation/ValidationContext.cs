using System.Globalization;
using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>What is being validated, where it was given, and where to put what is wrong.</summary>
/// <param name="configuration">The configuration, as bound.</param>
/// <param name="binding">What binding left behind.</param>
internal sealed class ValidationContext(SyncConfiguration configuration, BindingContext binding)
{
    public SyncConfiguration Configuration { get; } = configuration;

    /// <summary>Whether there need be no source and no mapping.</summary>
    public bool VendorsAlone => binding.VendorsAlone;

    /// <summary>The names of all sources that were given, also of those that could not be bound.</summary>
    public HashSet<string> DeclaredSources { get; } = [.. DeclaredNames(configuration, binding)];

    /// <summary>Says that the value of a key is wrong, or that the key is missing in its block.</summary>
    public void Error(object record, string key, string message, string? hint = null)
    {
        var (position, path) = Locate(record, key);
        binding.Error(position, path, message, hint);
    }

    public void Warning(object record, string key, string message, string? hint = null)
    {
        var (position, path) = Locate(record, key);
        binding.Warning(position, path, message, hint);
    }

    /// <summary>Whether the configuration itself gives a key, rather than a default or a plain environment name.</summary>
    public bool IsGiven(object record, string key) => Entry(record, key) is { Value: not ScalarNode { IsNull: true } };

    /// <summary>
    /// The node of a key below a block, through dots and indices (<c>groups[0].recurse</c>); <see langword="null"/> where not given.
    /// </summary>
    public ConfigurationEntry? Entry(object record, string key)
    {
        var block = binding.Origins.GetValueOrDefault(record);
        ConfigurationEntry? entry = null;
        foreach (var segment in key.Split('.'))
        {
            var bracket = segment.IndexOf('[', StringComparison.Ordinal);
            entry = block?.Find(bracket < 0 ? segment : segment[..bracket]);
            block = (bracket < 0 ? entry?.Value : ItemOf(entry?.Value, segment[(bracket + 1)..^1])) as MappingNode;
        }

        return entry;
    }

    private static ConfigurationNode? ItemOf(ConfigurationNode? list, string index) =>
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (list as SequenceNode)?.Items.ElementAtOrDefault(number)
            : null;

    private static IEnumerable<string> DeclaredNames(SyncConfiguration configuration, BindingContext binding) =>
        from source in (binding.Origins[configuration].Find("sources")?.Value as SequenceNode)?.Items ?? []
        let name = (source as MappingNode)?.Find("name")?.Value as ScalarNode
        where name is not null
        select name.Text;

    private (ConfigurationPosition Position, string Path) Locate(object record, string key)
    {
        if (Entry(record, key) is { } entry)
            return (entry.Position, entry.Value.Path);
        return binding.Origins.TryGetValue(record, out var block)
            ? (block.Position, ConfigurationNode.Join(block.Path, key))
            : (ConfigurationPosition.None, key);
    }
}
