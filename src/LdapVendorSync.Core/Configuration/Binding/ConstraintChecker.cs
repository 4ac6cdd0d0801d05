using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Checks a value against the limits of its setting.</summary>
internal static class ConstraintChecker
{
    /// <summary>Checks, and says what is wrong.</summary>
    public static bool Check(SettingDescriptor setting, object? value, ConfigurationNode node, BindingContext context)
    {
        if (value is null)
            return true;
        var broken = setting.Constraints.FirstOrDefault(constraint => !constraint.IsValid(value));
        if (broken is null)
            return true;
        context.Error(node, Describe(broken, setting, value));
        return false;
    }

    /// <summary>The limit in words, for messages and documentation.</summary>
    public static string? Describe(ValidationAttribute constraint) => constraint switch
    {
        RangeAttribute { Maximum: int.MaxValue } range => $"at least {Invariant(range.Minimum)}",
        RangeAttribute range => $"between {Invariant(range.Minimum)} and {Invariant(range.Maximum)}",
        MinLengthAttribute { Length: 1 } => "not empty",
        MinLengthAttribute minimum => $"at least {minimum.Length} long",
        AllowedValuesAttribute allowed => "one of " + string.Join(", ", allowed.Values),
        RegularExpressionAttribute pattern => $"of the form {pattern.Pattern}",
        _ => null,
    };

    private static string Describe(ValidationAttribute constraint, SettingDescriptor setting, object value)
    {
        var limit = Describe(constraint);
        if (limit is null)
            return constraint.FormatErrorMessage(setting.Key);
        return value is string or ICollection ? $"It must be {limit}." : $"{Invariant(value)} is out of range: it must be {limit}.";
    }

    private static string Invariant(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
