using System.Collections;
using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Configuration.Variables;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>Lists every key of the configuration, from the same descriptions that it is read by.</summary>
public static class ConfigurationSchema
{
    private const string Item = "[]";
    private const string AnyKey = "<key>";

    /// <summary>Every key.</summary>
    /// <param name="providers">
    /// The registered providers, as in <see cref="ConfigurationLoadOptions.Providers"/>; their blocks stand below <c>vendor_apps[]</c>.
    /// </param>
    public static IEnumerable<ConfigurationKey> Keys(IReadOnlyDictionary<string, Type?> providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        return KeysOf(typeof(SyncConfiguration), new Place(string.Empty, string.Empty, null), providers);
    }

    private static IEnumerable<ConfigurationKey> KeysOf(Type type, Place place, IReadOnlyDictionary<string, Type?> providers)
    {
        var descriptor = SettingsDescriptor.Of(type);
        if (descriptor.Variants.Count > 0)
        {
            return from variant in descriptor.Variants
                   where variant.Type is not null
                   from key in KeysOf(variant.Type!, place with { Condition = $"{variant.Key}: {variant.Value}" }, providers)
                   select key;
        }

        var defaults = descriptor.CreateDefault();
        var keys = descriptor.Settings.SelectMany(setting => KeysOf(setting, setting.Property.GetValue(defaults), place, providers));
        return type == typeof(VendorSettings) ? keys.Concat(ProviderKeys(place, providers)) : keys;
    }

    private static IEnumerable<ConfigurationKey> KeysOf(
        SettingDescriptor setting, object? value, Place place, IReadOnlyDictionary<string, Type?> providers)
    {
        if (setting.Attribute.Prefix is { } prefix)
        {
            foreach (var part in SettingsDescriptor.Of(setting.Type).Settings)
                yield return Describe(part, null, place.Below(prefix + part.Key)) with { IsRequired = false };
            yield break;
        }

        var here = place.Below(setting.Key);
        if (setting.Attribute.EnvironmentName is { } template)
            here = here with { Owner = NameFor(template, here.Owner) };
        yield return Describe(setting, value, here);
        foreach (var key in ShorthandKeys(setting, place, providers))
            yield return key;
        foreach (var key in Inner(setting.Type, here) is var (inner, innerPlace) ? KeysOf(inner, innerPlace, providers) : [])
            yield return key;
    }

    private static IEnumerable<ConfigurationKey> ShorthandKeys(
        SettingDescriptor setting, Place place, IReadOnlyDictionary<string, Type?> providers)
    {
        if (setting.Attribute.Shorthand is not { } shorthand)
            return [];
        var form = SettingsDescriptor.Of(setting.Type.GetGenericArguments()[0]).Variants.First(variant => variant.Value == shorthand);
        return KeysOf(form.Type!, place.Below(shorthand), providers).Where(key => key.Path != $"{shorthand}.{setting.Attribute.KeyedBy}");
    }

    private static IEnumerable<ConfigurationKey> ProviderKeys(Place vendor, IReadOnlyDictionary<string, Type?> providers) =>
        from provider in providers
        where provider.Value is not null && SettingsDescriptor.Describes(provider.Value)
        from key in KeysOf(provider.Value, vendor.Below(provider.Key) with { Condition = $"module: {provider.Key}" }, providers)
        select key;

    private static (Type Type, Place Place)? Inner(Type type, Place place)
    {
        if (SettingsDescriptor.Describes(type))
            return (type, place);
        if (!type.IsGenericType || !SettingsDescriptor.Describes(type.GetGenericArguments()[^1]))
            return null;
        var isList = type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        return (type.GetGenericArguments()[^1], isList ? place.Item() : place.Below(AnyKey));
    }

    private static ConfigurationKey Describe(SettingDescriptor setting, object? value, Place place) => new(
        place.Path,
        SettingTypeName.Of(setting.Type),
        setting.IsRequired ? null : DefaultOf(value),
        setting.Attribute.Description,
        place.Variable)
    {
        IsRequired = setting.IsRequired,
        IsSecret = setting.IsSecret,
        AllowedValues = ScalarConverter.AllowedValues(setting.Type),
        Limits = [.. setting.Constraints.Select(ConstraintChecker.Describe).OfType<string>()],
        Aliases = setting.Attribute.Aliases,
        SecretVariable = setting.Attribute.EnvironmentVariable is { } variable ? NameFor(variable, place.Owner) : null,
        Condition = place.Condition,
    };

    private static string NameFor(string template, string owner) => template.Replace("{name}", owner, StringComparison.Ordinal);

    private static string? DefaultOf(object? value) => value switch
    {
        null or Secret => null,
        not null when ScalarConverter.Handles(value.GetType()) => ScalarConverter.Format(value),
        IDictionary => "{}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Select(ScalarConverter.Format))}]",
        _ => null,
    };

    private sealed record Place(string Path, string Segments, string? Condition)
    {
        /// <summary>What <c>{name}</c> stands for in the variables of secrets.</summary>
        public string Owner { get; init; } = "<NAME>";

        public string Variable => OverrideApplier.Prefix + Segments;

        public Place Below(string key) => this with
        {
            Path = Path.Length == 0 ? key : $"{Path}.{key}",
            Segments = (Segments.Length == 0 ? string.Empty : Segments + "__") + (key == AnyKey ? "<KEY>" : PlainNames.Normalize(key)),
        };

        public Place Item() => this with { Path = Path + ConfigurationSchema.Item, Segments = Segments + "__<NAME>" };
    }
}
