namespace LdapVendorSync.Core.Configuration.Yaml;

/// <summary>A piece of the configuration that knows where it was given.</summary>
/// <param name="position">Where.</param>
/// <param name="path">The path of the key that holds it; empty for the root.</param>
internal abstract class ConfigurationNode(ConfigurationPosition position, string path)
{
    public ConfigurationPosition Position { get; } = position;

    public string Path { get; } = path;

    /// <summary>What it is, in the words of messages.</summary>
    public abstract string Kind { get; }

    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    public static string Join(string path, int index) => $"{path}[{index}]";
}

/// <summary>A single value.</summary>
internal sealed class ScalarNode(ConfigurationPosition position, string path, string text) : ConfigurationNode(position, path)
{
    /// <summary>The value, with the environment's variables filled in.</summary>
    public string Text { get; } = text;

    /// <summary>The value as it was written, so that messages do not show what a variable holds.</summary>
    public string Written { get; init; } = text;

    /// <summary>Written without quotes: only then <c>null</c>, <c>true</c> and numbers mean more than text.</summary>
    public bool IsPlain { get; init; } = true;

    /// <summary>Comes from an environment variable: lists and blocks may be written as one text, and nothing is filled in.</summary>
    public bool IsOverride { get; init; }

    /// <summary>Nothing was given: <c>key:</c>, <c>key: null</c>, <c>key: ~</c>.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    public override string Kind => "a single value";
}

/// <summary>A list.</summary>
internal sealed class SequenceNode(ConfigurationPosition position, string path) : ConfigurationNode(position, path)
{
    public List<ConfigurationNode> Items { get; } = [];

    public override string Kind => "a list";
}

/// <summary>A block of keys.</summary>
internal sealed class MappingNode(ConfigurationPosition position, string path) : ConfigurationNode(position, path)
{
    public List<ConfigurationEntry> Entries { get; } = [];

    public override string Kind => "a block of keys";

    public ConfigurationEntry? Find(string key) => Entries.Find(entry => entry.IsNamed(key));

    public void Set(ConfigurationEntry entry)
    {
        var index = Entries.FindIndex(existing => existing.Key == entry.Key);
        if (index < 0)
            Entries.Add(entry);
        else
            Entries[index] = entry;
    }

    /// <summary>Gives a key a value where nothing else does.</summary>
    public void AddDefault(string key, string text, ConfigurationPosition position)
    {
        if (Find(key) is null)
            Entries.Add(new ConfigurationEntry(key, position, new ScalarNode(position, Join(Path, key), text) { IsPlain = false }));
    }
}

/// <summary>A key and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Position">Where the key stands.</param>
/// <param name="Value">The value.</param>
internal sealed record ConfigurationEntry(string Key, ConfigurationPosition Position, ConfigurationNode Value)
{
    /// <summary>Made from an environment variable, whose name has lost the case of the key.</summary>
    public bool IsOverride { get; init; }

    /// <summary>Given by an environment variable, which wins over a file that gives the same under another name.</summary>
    public bool IsFromEnvironment => Position is { Line: 0, Source: not null };

    public bool IsNamed(string key) =>
        string.Equals(Key, key, IsOverride ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
