using System.Reflection;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration.Yaml;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Fills settings records from nodes and says everything that is wrong on the way.</summary>
internal sealed class SettingsBinder(BindingContext context)
{
    /// <summary>What lifts a limit; a key that is left empty keeps its default.</summary>
    public const string NoLimit = "none";

    private string _owner = string.Empty;

    /// <summary>Binds a block. The record is always made, with defaults in place of what is wrong, so that all of it can be checked.</summary>
    /// <param name="type">The record's type.</param>
    /// <param name="mapping">The block.</param>
    /// <param name="template">A record to start from, or <see langword="null"/> for the type's defaults.</param>
    public object BindRecord(Type type, MappingNode mapping, object? template = null)
    {
        var descriptor = SettingsDescriptor.Of(type);
        var record = template is null ? descriptor.CreateDefault() : Clone(template);
        var used = new HashSet<ConfigurationEntry>(ReferenceEqualityComparer.Instance);
        var outer = _owner;
        _owner = (mapping.Find("name")?.Value as ScalarNode)?.Text ?? outer;

        foreach (var setting in descriptor.Settings)
            BindSetting(record, setting, setting.Key, mapping, used);
        if (record is VendorSettings vendor)
            BindProviderBlock(vendor, mapping, used);
        if (record is SourceSettings)
            Use(mapping, SettingsVariants.Key, used);

        _owner = outer;
        UnknownKeys.Report(mapping, KnownKeys(descriptor, record), used, context);
        type.GetProperty("Position", typeof(ConfigurationPosition))?.SetValue(record, mapping.Position);
        context.Origins[record] = mapping;
        return record;
    }

    private void BindSetting(object record, SettingDescriptor setting, string key, MappingNode mapping, HashSet<ConfigurationEntry> used)
    {
        if (setting.Attribute.Prefix is { } prefix)
        {
            BindPrefixed(record, setting, prefix, mapping, used);
            return;
        }

        var entry = FindEntry(setting, key, mapping, used);
        var node = entry?.Value;
        if (setting.IsSecret)
        {
            var secret = BindSecret(setting, key, mapping, node, used);
            if (secret is not null)
                setting.Property.SetValue(record, secret);
            else if (setting.IsRequired && node is null or ScalarNode { IsNull: true })
                Missing(setting, key, mapping);
            return;
        }

        if (node is null or ScalarNode { IsNull: true })
        {
            BindAbsent(record, setting, key, mapping);
            return;
        }

        var bound = BindValue(setting.Type, node, setting, setting.Property.GetValue(record));
        if (bound.HasValue && ConstraintChecker.Check(setting, bound.Value, node, context))
            setting.Property.SetValue(record, WithFullPath(setting, bound.Value));
        else
            PlaceEmpty(record, setting);
    }

    private void BindAbsent(object record, SettingDescriptor setting, string key, MappingNode mapping)
    {
        if (setting.IsRequired)
        {
            Missing(setting, key, mapping);
            PlaceEmpty(record, setting);
            return;
        }

        var value = setting.Property.GetValue(record);
        if (value is not null && SettingsDescriptor.Describes(setting.Type))
        {
            // Bound from nothing, so that its defaults too become absolute paths and take what the environment gives.
            var empty = new MappingNode(mapping.Position, ConfigurationNode.Join(mapping.Path, key));
            value = BindRecord(setting.Type, empty, value);
        }

        setting.Property.SetValue(record, WithFullPath(setting, value));
    }

    private void BindPrefixed(object record, SettingDescriptor setting, string prefix, MappingNode mapping, HashSet<ConfigurationEntry> used)
    {
        var inner = SettingsDescriptor.Of(setting.Type);
        var keys = inner.Settings.SelectMany(part => SecretKeys(part, prefix + part.Key));
        if (!keys.Any(key => mapping.Find(key) is { Value: not ScalarNode { IsNull: true } }))
        {
            foreach (var key in keys)
                Use(mapping, key, used);
            return;
        }

        var value = inner.CreateDefault();
        foreach (var part in inner.Settings)
            BindSetting(value, part, prefix + part.Key, mapping, used);
        context.Origins[value] = mapping;
        setting.Property.SetValue(record, value);
    }

    private Secret? BindSecret(
        SettingDescriptor setting, string key, MappingNode mapping, ConfigurationNode? node, HashSet<ConfigurationEntry> used)
    {
        var file = Use(mapping, key + SecretReader.FileSuffix, used);
        if (node is ScalarNode { IsNull: true })
            node = null;
        if (node is { } both && file is not null)
            (node, file) = PreferEnvironment(both, file);
        if (node is not null && file is not null)
        {
            context.Error(file.Position, file.Value.Path, $"The secret is given twice: as {key} and as a file.", "Keep one of them.");
            return null;
        }

        if (node is not null)
            return context.Secrets.Read(node, context);
        return file is not null ? context.Secrets.ReadFile(file.Value, context) : context.PlainNames.Find(setting, _owner);
    }

    private static (ConfigurationNode? Node, ConfigurationEntry? File) PreferEnvironment(ConfigurationNode node, ConfigurationEntry file) =>
        (node.Position.Line == 0, file.IsFromEnvironment) switch
        {
            (true, false) => (node, null),
            (false, true) => (null, file),
            _ => (node, file),
        };

    private void BindProviderBlock(VendorSettings vendor, MappingNode mapping, HashSet<ConfigurationEntry> used)
    {
        foreach (var name in context.Providers.Keys)
        {
            if (Use(mapping, name, used) is { } entry && name != vendor.Module)
                context.Error(entry.Position, entry.Value.Path, $"This block is for module '{name}', but the module is '{vendor.Module}'.");
        }

        if (!context.Providers.TryGetValue(vendor.Module, out var type))
        {
            UnknownKeys.ReportProvider(vendor.Module, mapping, context);
            return;
        }

        if (type is null)
            return;
        var node = mapping.Find(vendor.Module)?.Value;
        if (node is null or ScalarNode { IsNull: true })
            node = new MappingNode(mapping.Position, ConfigurationNode.Join(mapping.Path, vendor.Module));
        if (BindValue(type, node, null, null) is { HasValue: true, Value: var block })
            typeof(VendorSettings).GetProperty(nameof(VendorSettings.ProviderSettings))!.SetValue(vendor, block);
    }

    private BoundValue BindValue(Type type, ConfigurationNode node, SettingDescriptor? setting, object? template)
    {
        if (ScalarConverter.Handles(type))
            return BindScalar(type, node, setting);
        if (type == typeof(Secret))
            return BoundValue.OfNotNull(context.Secrets.Read(node, context));
        if (type == typeof(JsonNode))
            return BoundValue.OfNotNull(JsonForm.From(OverrideForm.Parse(node, context.Problems)));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return BindList(type.GetGenericArguments()[0], node, setting);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            return BindDictionary(type.GetGenericArguments()[1], node);
        return BindBlock(type, node, template);
    }

    private BoundValue BindScalar(Type type, ConfigurationNode node, SettingDescriptor? setting)
    {
        if (node is not ScalarNode scalar)
        {
            context.Error(node, $"A single value is expected here, not {node.Kind}.");
            return BoundValue.None;
        }

        if (setting is { IsNullable: true, Type.IsValueType: true } && scalar is { IsPlain: true, Text: NoLimit } && !setting.Type.IsEnum)
            return BoundValue.Of(null);
        if (ScalarConverter.TryConvert(scalar.Text, type, out var value, out var expected))
            return BoundValue.Of(value);

        var nearest = NearestKey.Find(scalar.Written, ScalarConverter.AllowedValues(type));
        context.Error(node, $"{Shown(scalar, type)} is not {expected}.", nearest is null ? null : $"Did you mean '{nearest}'?");
        return BoundValue.None;
    }

    // What was meant as an address may hold credentials.
    private static string Shown(ScalarNode scalar, Type type) => type == typeof(Uri) && scalar.Written.Contains('@') ? "This" : $"'{scalar.Written}'";

    private BoundValue BindList(Type itemType, ConfigurationNode node, SettingDescriptor? setting)
    {
        var items = ListForm.Items(node, setting?.Attribute.KeyedBy, context.Problems);
        if (items is null)
        {
            context.Error(node, $"A list is expected here, not {node.Kind}.");
            return BoundValue.None;
        }

        var values = new List<object>(items.Count);
        foreach (var item in items)
        {
            if (item is ScalarNode { IsNull: true } or ScalarNode { Text: "" })
                context.Error(item, "The item is empty.", "Remove it, or give it a value.");
            else if (BindValue(itemType, item, null, null) is { HasValue: true, Value: { } value })
                values.Add(value);
        }

        var list = Array.CreateInstance(itemType, values.Count);
        for (var i = 0; i < values.Count; i++)
            list.SetValue(values[i], i);
        return BoundValue.Of(list);
    }

    private BoundValue BindDictionary(Type valueType, ConfigurationNode node)
    {
        if (OverrideForm.Parse(node, context.Problems) is not MappingNode mapping)
        {
            context.Error(node, $"A block of keys is expected here, not {node.Kind}.");
            return BoundValue.None;
        }

        var dictionary = SettingsDictionary.Create(valueType);
        foreach (var entry in mapping.Entries)
        {
            // A null drops what a level above gave.
            if (entry.Value is ScalarNode { IsNull: true })
                continue;
            if (BindValue(valueType, entry.Value, null, null) is not { HasValue: true, Value: { } value })
                continue;
            if (dictionary.Contains(entry.Key))
                context.Error(entry.Position, entry.Value.Path, "The key is given twice; upper and lower case do not count.", "Keep one of them.");
            else
                dictionary.Add(entry.Key, value);
        }

        return BoundValue.Of(dictionary);
    }

    private BoundValue BindBlock(Type type, ConfigurationNode node, object? template)
    {
        if (OverrideForm.Parse(node, context.Problems) is not MappingNode mapping)
        {
            context.Error(node, $"A block of keys is expected here, not {node.Kind}.");
            return BoundValue.None;
        }

        var form = SettingsVariants.Choose(type, mapping, context);
        return form is null ? BoundValue.None : BoundValue.Of(BindRecord(form, mapping, form == type ? template : null));
    }

    private ConfigurationEntry? FindEntry(SettingDescriptor setting, string key, MappingNode mapping, HashSet<ConfigurationEntry> used)
    {
        ConfigurationEntry? first = null;
        foreach (var name in setting.Attribute.Aliases.Prepend(key))
        {
            if (Use(mapping, name, used) is not { } entry)
                continue;
            if (first is null || (entry.IsFromEnvironment && !first.IsFromEnvironment))
                first = entry;
            else if (entry.IsFromEnvironment || !first.IsFromEnvironment)
                context.Error(entry.Position, entry.Value.Path, $"'{entry.Key}' and '{first.Key}' mean the same.", "Keep one of them.");
        }

        return first;
    }

    private void Missing(SettingDescriptor setting, string key, MappingNode mapping) => context.Error(
        mapping.Position, ConfigurationNode.Join(mapping.Path, key), "The key is missing.", setting.Attribute.Description);

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

    private object? WithFullPath(SettingDescriptor setting, object? value) =>
        setting.Attribute.IsPath && value is string { Length: > 0 } path ? Path.GetFullPath(path, context.BaseDirectory) : value;

    private static IEnumerable<string> SecretKeys(SettingDescriptor setting, string key) =>
        setting.IsSecret ? [key, key + SecretReader.FileSuffix] : [key];

    private IEnumerable<string> KnownKeys(SettingsDescriptor descriptor, object record)
    {
        foreach (var setting in descriptor.Settings)
        {
            var names = setting.Attribute.Prefix is { } prefix
                ? SettingsDescriptor.Of(setting.Type).Settings.SelectMany(part => SecretKeys(part, prefix + part.Key))
                : setting.Keys.SelectMany(key => SecretKeys(setting, key));
            foreach (var name in names.Concat(setting.Attribute.Shorthand is { } shorthand ? [shorthand] : []))
                yield return name;
        }

        if (record is VendorSettings vendor && context.Providers.ContainsKey(vendor.Module))
            yield return vendor.Module;
    }

    private static ConfigurationEntry? Use(MappingNode mapping, string key, HashSet<ConfigurationEntry> used)
    {
        var entry = mapping.Find(key);
        if (entry is not null)
            used.Add(entry);
        return entry;
    }

    private static object Clone(object record) =>
        record.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance)!.Invoke(record, null)!;
}
