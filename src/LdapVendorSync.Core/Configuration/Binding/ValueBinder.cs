using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration.Yaml;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Makes values of nodes: single ones, lists, dictionaries, and through <see cref="SettingsBinder"/> blocks.</summary>
internal sealed partial class ValueBinder(BindingContext context, SettingsBinder blocks)
{
    /// <summary>What lifts a limit; a key that is left empty keeps its default.</summary>
    public const string NoLimit = "none";

    /// <summary>Binds a node, and says what is wrong with it.</summary>
    /// <param name="type">The type wanted.</param>
    /// <param name="node">What was given.</param>
    /// <param name="setting">The setting it is for, or <see langword="null"/> for an item.</param>
    /// <param name="template">For a block: the record that has its defaults.</param>
    public BoundValue Bind(Type type, ConfigurationNode node, SettingDescriptor? setting = null, object? template = null)
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
            return type.GetGenericArguments()[1] == typeof(object) ? FreeKeys.Bind(node, context) : BindDictionary(type.GetGenericArguments()[1], node);
        return BindBlock(type, node, template);
    }

    private BoundValue BindScalar(Type type, ConfigurationNode node, SettingDescriptor? setting)
    {
        if (node is not ScalarNode scalar)
        {
            context.Error(node, $"A single value is expected here, not {node.Kind}.");
            return BoundValue.None;
        }

        if (setting is { IsLimit: true } && scalar.Text == NoLimit)
            return BoundValue.Of(null);
        if (ScalarConverter.TryConvert(WithScheme(scalar.Text, setting), type, out var value, out var expected))
            return BoundValue.Of(value);

        var hint = NearestKey.Hint(scalar.Written, ScalarConverter.AllowedValues(type));
        context.Error(node, $"{Shown(scalar, type)} is not {expected}.", hint);
        return BoundValue.None;
    }

    private static string WithScheme(string text, SettingDescriptor? setting) =>
        setting?.Attribute.AssumedScheme is { } scheme && SchemelessHost().IsMatch(text) ? $"{scheme}://{text}" : text;

    // What was meant as an address may hold credentials.
    private static string Shown(ScalarNode scalar, Type type) =>
        type == typeof(Uri) && scalar.Written.Contains('@', StringComparison.Ordinal) ? "This" : $"'{scalar.Written}'";

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
            else if (Bind(itemType, item) is { HasValue: true, Value: { } value })
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
            if (Bind(valueType, entry.Value) is not { HasValue: true, Value: { } value })
                continue;
            if (!dictionary.Contains(entry.Key))
                dictionary.Add(entry.Key, value);
            else
                context.Error(
                    entry.Position, entry.Value.Path, "The key is given twice; upper and lower case do not count.", "Keep one of them.");
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
        return form is null ? BoundValue.None : BoundValue.Of(blocks.Bind(form, mapping, form == type ? template : null));
    }

    // A word alone is more likely a mistake than a host.
    [GeneratedRegex(@"^(?=[^/]*[.:])[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?(/.*)?$")]
    private static partial Regex SchemelessHost();
}
