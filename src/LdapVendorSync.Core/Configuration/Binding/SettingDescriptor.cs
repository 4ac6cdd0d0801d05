using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>One key of a settings record.</summary>
/// <remarks>A command binds few of the keys that there are, once: what a key seldom needs is found out when it is asked for.</remarks>
internal sealed class SettingDescriptor
{
    private readonly Lazy<bool> _isNullable;
    private readonly Lazy<bool> _isBlock;
    private readonly Lazy<IReadOnlyList<ValidationAttribute>> _constraints;

    public SettingDescriptor(PropertyInfo property, SettingAttribute attribute)
    {
        Property = property;
        Attribute = attribute;
        Key = attribute.Key ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute));
        _isNullable = new Lazy<bool>(() => IsNullableProperty(property));
        _isBlock = new Lazy<bool>(() => !ScalarConverter.Handles(Type) && SettingsDescriptor.Describes(Type));
        _constraints = new Lazy<IReadOnlyList<ValidationAttribute>>(() => [.. property.GetCustomAttributes<ValidationAttribute>()]);
    }

    public PropertyInfo Property { get; }

    public SettingAttribute Attribute { get; }

    public string Key { get; }

    /// <summary>The type without <see cref="Nullable{T}"/>.</summary>
    public Type Type { get; }

    public bool IsRequired { get; }

    public bool IsNullable => _isNullable.Value;

    /// <summary>Whether it can be lifted with <see cref="ValueBinder.NoLimit"/>.</summary>
    public bool IsLimit => Type.IsValueType && !Type.IsEnum && IsNullable;

    public bool IsSecret => Type == typeof(Secret);

    /// <summary>Whether its value is a record of keys of its own.</summary>
    public bool IsBlock => _isBlock.Value;

    public IReadOnlyList<ValidationAttribute> Constraints => _constraints.Value;

    /// <summary>The key and its other names.</summary>
    public IEnumerable<string> Keys => Attribute.Aliases.Prepend(Key);

    // A context of its own: one that is kept would keep the assemblies of plug-ins too.
    private static bool IsNullableProperty(PropertyInfo property) => property.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(property.PropertyType) is not null
        : new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
}
