using System.Reflection;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>The keys of a settings record, read from its attributes.</summary>
internal sealed class SettingsDescriptor
{
    // Weak: the settings of a plug-in shall not keep it from being unloaded.
    private static readonly ConditionalWeakTable<Type, SettingsDescriptor> Cache = [];

    private SettingsDescriptor(Type type)
    {
        Type = type;
        Settings = [.. Properties(type)];
        Variants = [.. type.GetCustomAttributes<SettingsVariantAttribute>(inherit: false)];
    }

    public Type Type { get; }

    public IReadOnlyList<SettingDescriptor> Settings { get; }

    /// <summary>The forms of an abstract record; empty for any other.</summary>
    public IReadOnlyList<SettingsVariantAttribute> Variants { get; }

    public static SettingsDescriptor Of(Type type) => Cache.GetValue(type, static key => new SettingsDescriptor(key));

    /// <summary>The key of a property of a record.</summary>
    public static SettingDescriptor Setting<T>(string property) =>
        Of(typeof(T)).Settings.First(setting => setting.Property.Name == property);

    /// <summary>Whether values of a type are blocks of keys that this describes.</summary>
    public static bool Describes(Type type) =>
        type.IsClass && type != typeof(string) && type != typeof(Secret) && (Of(type).Settings.Count > 0 || Of(type).Variants.Count > 0);

    /// <summary>A record with nothing but its defaults.</summary>
    public object CreateDefault() => Activator.CreateInstance(Type)!;

    // From the base type down, so that messages, dumps and documentation begin with what all forms share.
    private static IEnumerable<SettingDescriptor> Properties(Type type) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        let attribute = property.GetCustomAttribute<SettingAttribute>()
        where attribute is not null
        orderby Depth(property.DeclaringType!)
        select new SettingDescriptor(property, attribute);

    private static int Depth(Type type) => type.BaseType is null ? 0 : 1 + Depth(type.BaseType);
}
