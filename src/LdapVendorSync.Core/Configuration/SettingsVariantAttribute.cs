namespace LdapVendorSync.Core.Configuration;

/// <summary>One form that a settings record takes, chosen by the value of a key such as <c>type</c>.</summary>
/// <param name="key">The key that chooses.</param>
/// <param name="value">The value that chooses this form.</param>
/// <param name="type">The record of the form, or <see langword="null"/> where the value is known but not available in this version.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SettingsVariantAttribute(string key, string value, Type? type) : Attribute
{
    /// <summary>The key that chooses.</summary>
    public string Key { get; } = key;

    /// <summary>The value that chooses this form.</summary>
    public string Value { get; } = value;

    /// <summary>The record, or <see langword="null"/> where the form is not available in this version.</summary>
    public Type? Type { get; } = type;
}
