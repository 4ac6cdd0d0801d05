namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// Further spellings of a value, such as those that another tool's configuration has for it. They are understood, and not listed.
/// </summary>
/// <param name="names">The spellings; upper and lower case do not count.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class SettingAliasAttribute(params string[] names) : Attribute
{
    /// <summary>The spellings.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
