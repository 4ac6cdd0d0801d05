using LdapVendorSync.Core.Configuration.Yaml;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Finds the keys of a block under all their names, and remembers which were asked for.</summary>
internal sealed class BlockReader(MappingNode block, BindingContext context)
{
    private readonly HashSet<ConfigurationEntry> _used = new(ReferenceEqualityComparer.Instance);

    public MappingNode Block { get; } = block;

    /// <summary>The entry of a key, which then counts as known.</summary>
    public ConfigurationEntry? Use(string key)
    {
        var entry = Block.Find(key);
        if (entry is not null)
            _used.Add(entry);
        return entry;
    }

    /// <summary>The entry of a setting under any of its names. A variable wins over a file that uses another name.</summary>
    public ConfigurationEntry? Use(SettingDescriptor setting, string key)
    {
        ConfigurationEntry? found = null;
        foreach (var entry in setting.Attribute.Aliases.Prepend(key).Select(Use).OfType<ConfigurationEntry>())
        {
            if (found is null || (entry.IsFromEnvironment && !found.IsFromEnvironment))
                found = entry;
            else if (entry.IsFromEnvironment || !found.IsFromEnvironment)
                context.Error(entry.Position, entry.Value.Path, $"'{entry.Key}' and '{found.Key}' mean the same.", "Keep one of them.");
        }

        return found;
    }

    /// <summary>The secret under a key, in the file that the key with <c>_file</c> names, or in the environment.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="key">Its key in this block.</param>
    /// <param name="owner">The source or vendor that the block belongs to.</param>
    public Secret? ReadSecret(SettingDescriptor setting, string key, string owner)
    {
        var value = Given(Use(setting, key));
        var file = Given(Use(key + SecretReader.FileSuffix));
        if (value is null && file is null)
            return context.PlainNames.Find(setting, owner);
        if (value is null || (file is { IsFromEnvironment: true } && !value.IsFromEnvironment))
            return context.Secrets.ReadFile(file!.Value, context);
        if (file is null || (value.IsFromEnvironment && !file.IsFromEnvironment))
            return context.Secrets.Read(value.Value, context);

        context.Error(file.Position, file.Value.Path, $"The secret is given twice: as {key} and as a file.", "Keep one of them.");
        return null;
    }

    /// <summary>Says which keys nobody asked for.</summary>
    public void ReportUnknown(IEnumerable<string> known) => UnknownKeys.Report(Block, known, _used, context);

    /// <summary>The keys under which a setting may stand.</summary>
    public static IEnumerable<string> KeysOf(SettingDescriptor setting, string key) =>
        setting.IsSecret ? [key, key + SecretReader.FileSuffix] : [key];

    private ConfigurationEntry? Given(ConfigurationEntry? entry) =>
        entry is { Value: ScalarNode { IsNull: true } value } && context.Secrets.Missing?.FindUnset(value) is null ? null : entry;
}
