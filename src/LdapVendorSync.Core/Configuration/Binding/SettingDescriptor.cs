using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>One key of a settings record.</summary>
internal sealed class SettingDescriptor
{
    public SettingDescriptor(PropertyInfo property, SettingAttribute attribute)
    {
        Property = property;
        Attribute = attribute;
        Key = attribute.Key ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute));
        IsNullable = IsNullableProperty(property);
        Constraints = [.. property.GetCustomAttributes<ValidationAttribute>()];
    }

    public PropertyInfo Property { get; }

    public SettingAttribute Attribute { get; }

    public string Key { get; }

    /// <summary>The type without <see cref="Nullable{T}"/>.</summary>
    public Type Type { get; }

    public bool IsRequired { get; }

    public bool IsNullable { get; }

    /// <summary>Whether it can be lifted with <see cref="ValueBinder.NoLimit"/>.</summary>
    public bool IsLimit => IsNullable && Type.IsValueType && !Type.IsEnum;

    public bool IsSecret => Type == typeof(Secret);

    public IReadOnlyList<ValidationAttribute> Constraints { get; }

    /// <summary>The key and its other names.</summary>
    public IEnumerable<string> Keys => Attribute.Aliases.Prepend(Key);

    // A context of its own: one that is kept would keep the assemblies of plug-ins too.
    private static bool IsNullableProperty(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
}
