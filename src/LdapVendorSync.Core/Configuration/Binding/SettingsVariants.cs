using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Chooses the form of a record by a key, as the sources' <c>type</c>.</summary>
internal static class SettingsVariants
{
    public const string Key = "type";

    /// <summary>The record to bind, or <see langword="null"/> where the key is missing or wrong.</summary>
    public static Type? Choose(Type type, MappingNode mapping, BindingContext context)
    {
        var variants = SettingsDescriptor.Of(type).Variants;
        if (variants.Count == 0)
            return type;

        var available = string.Join(", ", variants.Where(variant => variant.Type is not null).Select(variant => variant.Value));
        if (mapping.Find(Key) is not { Value: ScalarNode { IsNull: false } chosen })
        {
            context.Error(mapping.Position, ConfigurationNode.Join(mapping.Path, Key), "The key is missing.", $"One of {available}.");
            return null;
        }

        var variant = variants.FirstOrDefault(candidate => candidate.Value.Equals(chosen.Text, StringComparison.OrdinalIgnoreCase));
        if (variant is null)
        {
            var hint = NearestKey.Hint(chosen.Text, variants.Select(candidate => candidate.Value), $"One of {available}.");
            context.Error(chosen, $"There is no source type '{chosen.Written}'.", hint);
        }
        else if (variant.Type is null)
        {
            context.Error(chosen, $"Source type '{variant.Value}' is not available in this version.", $"Available: {available}.");
        }

        return variant?.Type;
    }
}
