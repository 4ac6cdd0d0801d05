using System.Reflection;
using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Fills settings records from blocks and says everything that is wrong on the way.</summary>
internal sealed class SettingsBinder
{
    private static readonly SettingDescriptor Mappings = SettingsDescriptor.Setting<VendorSettings>(nameof(VendorSettings.Groups));

    private readonly BindingContext _context;
    private readonly ValueBinder _values;

    // The source or vendor that is being bound: environment variables with plain names begin with its name.
    private string _owner = string.Empty;

    public SettingsBinder(BindingContext context)
    {
        _context = context;
        _values = new ValueBinder(context, this);
    }

    /// <summary>
    /// Binds a block. The record is always made, with defaults in place of what is wrong, so that all of it can be checked.
    /// </summary>
    /// <param name="type">The record's type.</param>
    /// <param name="block">The block.</param>
    /// <param name="template">A record to start from, or <see langword="null"/> for the type's defaults.</param>
    public object Bind(Type type, MappingNode block, object? template = null)
    {
        var descriptor = SettingsDescriptor.Of(type);
        var record = template is null ? descriptor.CreateDefault() : Clone(template);
        var reader = new BlockReader(block, _context);
        var outer = _owner;
        _owner = (block.Find("name")?.Value as ScalarNode)?.Text ?? outer;

        foreach (var setting in descriptor.Settings)
            BindSetting(record, setting, setting.Key, reader);
        if (record is VendorSettings vendor)
            BindProviderBlock(vendor, reader);
        if (record is SourceSettings)
            reader.Use(SettingsVariants.Key);

        _owner = outer;
        reader.ReportUnknown(KnownKeys(descriptor, record));
        type.GetProperty("Position", typeof(ConfigurationPosition))?.SetValue(record, block.Position);
        _context.Origins[record] = block;
        return record;
    }

    private void BindSetting(object record, SettingDescriptor setting, string key, BlockReader reader)
    {
        if (setting.Attribute.Prefix is { } prefix)
            BindPrefixed(record, setting, prefix, reader);
        else if (setting.IsSecret)
            BindSecret(record, setting, key, reader);
        else if (reader.Use(setting, key) is { Value: not ScalarNode { IsNull: true } } entry)
            BindGiven(record, setting, entry.Value);
        else
            BindAbsent(record, setting, key, reader.Block);
    }

    private void BindGiven(object record, SettingDescriptor setting, ConfigurationNode node)
    {
        var outer = _owner;
        if (setting.Attribute.EnvironmentName is { } template)
            _owner = PlainNames.NameFor(template, outer);
        var bound = _values.Bind(setting.Type, node, setting, setting.IsBlock ? setting.Property.GetValue(record) : null);
        _owner = outer;
        if (bound.HasValue && ConstraintChecker.Check(setting, bound.Value, node, _context))
            setting.Property.SetValue(record, WithFullPath(setting, bound.Value));
        else
            PlaceEmpty(record, setting);
    }

    private void BindAbsent(object record, SettingDescriptor setting, string key, MappingNode block)
    {
        if (setting.IsRequired)
        {
            if (!_context.VendorsAlone || setting != Mappings)
                Missing(setting, key, block);
            PlaceEmpty(record, setting);
            return;
        }

        // Any other default stays as it is. Most settings are left out, and each that reflection touches delays the start.
        if (!setting.IsBlock && !setting.Attribute.IsPath)
            return;

        var value = setting.Property.GetValue(record);
        if (value is not null && setting.IsBlock)
        {
            // Bound from nothing, so that its defaults too become absolute paths and take what the environment gives.
            var empty = new MappingNode(block.Position, ConfigurationNode.Join(block.Path, key));
            value = Bind(setting.Type, empty, value);
        }

        setting.Property.SetValue(record, WithFullPath(setting, value));
    }

    private void BindSecret(object record, SettingDescriptor setting, string key, BlockReader reader)
    {
        var secret = reader.ReadSecret(setting, key, _owner);
        if (secret is not null)
            setting.Property.SetValue(record, secret);
        else if (setting.IsRequired && !BlockReader.KeysOf(setting, key).Any(name => reader.Block.Find(name) is not null))
            Missing(setting, key, reader.Block);
    }

    private void BindPrefixed(object record, SettingDescriptor setting, string prefix, BlockReader reader)
    {
        var inner = SettingsDescriptor.Of(setting.Type);
        var entries = inner.Settings.SelectMany(part => BlockReader.KeysOf(part, prefix + part.Key)).Select(reader.Use).ToArray();
        if (!Array.Exists(entries, entry => entry is { Value: not ScalarNode { IsNull: true } }))
            return;

        var value = inner.CreateDefault();
        foreach (var part in inner.Settings)
            BindSetting(value, part, prefix + part.Key, reader);
        _context.Origins[value] = reader.Block;
        setting.Property.SetValue(record, value);
    }

    private void BindProviderBlock(VendorSettings vendor, BlockReader reader)
    {
        foreach (var name in _context.Providers.Keys)
        {
            if (reader.Use(name) is { } entry && name != vendor.Module)
                _context.Error(
                    entry.Position, entry.Value.Path, $"This block is for module '{name}', but the module is '{vendor.Module}'.");
        }

        if (!_context.Providers.TryGetValue(vendor.Module, out var type))
        {
            // It may be in the plug-in that could not be loaded, with the block of that name.
            if (!_context.LacksPlugins)
                UnknownKeys.ReportProvider(vendor.Module, reader.Block, _context);
            else if (vendor.Module.Length > 0)
                reader.Use(vendor.Module);
            return;
        }

        if (type is null)
            return;
        var node = reader.Block.Find(vendor.Module)?.Value;
        if (node is null or ScalarNode { IsNull: true })
            node = new MappingNode(reader.Block.Position, ConfigurationNode.Join(reader.Block.Path, vendor.Module));
        if (_values.Bind(type, node) is { HasValue: true, Value: var settings })
            typeof(VendorSettings).GetProperty(nameof(VendorSettings.ProviderSettings))!.SetValue(vendor, settings);
    }

    private void Missing(SettingDescriptor setting, string key, MappingNode block) =>
        _context.Missing(block, key, setting.Attribute.Description);

    // Checks that follow must not stumble over what is already known to be wrong.
    private static void PlaceEmpty(object record, SettingDescriptor setting)
    {
        if (setting.Property.GetValue(record) is not null)
            return;
        if (setting.Type == typeof(string) && !setting.IsNullable)
            setting.Property.SetValue(record, string.Empty);
        else if (setting.Type.IsGenericType && setting.Type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            setting.Property.SetValue(record, Array.CreateInstance(setting.Type.GetGenericArguments()[0], 0));
    }

    private object? WithFullPath(SettingDescriptor setting, object? value) => value switch
    {
        string { Length: > 0 } path when setting.Attribute.IsPath => Path.GetFullPath(path, _context.BaseDirectory),
        string[] paths when setting.Attribute.IsPath => Array.ConvertAll(paths, path => Path.GetFullPath(path, _context.BaseDirectory)),
        _ => value,
    };

    private IEnumerable<string> KnownKeys(SettingsDescriptor descriptor, object record)
    {
        var keys = descriptor.Settings.SelectMany(KnownKeys);
        return record is VendorSettings vendor && _context.Providers.ContainsKey(vendor.Module) ? keys.Append(vendor.Module) : keys;
    }

    private static IEnumerable<string> KnownKeys(SettingDescriptor setting)
    {
        if (setting.Attribute.Prefix is { } prefix)
            return SettingsDescriptor.Of(setting.Type).Settings.SelectMany(part => BlockReader.KeysOf(part, prefix + part.Key));
        var keys = setting.Keys.SelectMany(key => BlockReader.KeysOf(setting, key));
        return setting.Attribute.Shorthand is { } shorthand ? keys.Append(shorthand) : keys;
    }

    private static object Clone(object record) =>
        record.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance)!.Invoke(record, null)!;
}
