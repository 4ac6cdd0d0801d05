namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// Makes a property of a settings record a key of the configuration. The key is the property's name in snake_case, the default is the
/// property's initializer, a <see langword="required"/> property is a required key. Limits are given with the attributes of
/// <see cref="System.ComponentModel.DataAnnotations"/> (<c>Range</c>, <c>MinLength</c>, <c>AllowedValues</c>, <c>RegularExpression</c>).
/// </summary>
/// <param name="description">What the setting is, for the documentation: one sentence, units included.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>What the setting is.</summary>
    public string Description { get; } = description;

    /// <summary>The key, where it is not the property's name in snake_case.</summary>
    public string? Key { get; init; }

    /// <summary>Further names of the key.</summary>
    public string[] Aliases { get; init; } = [];

    /// <summary>
    /// The environment variable that fills the setting where the configuration leaves it out. <c>{name}</c> stands for the name of the
    /// source or vendor that the setting belongs to.
    /// </summary>
    public string? EnvironmentVariable { get; init; }

    /// <summary>A further variable, which counts only where there is no other source of the same type.</summary>
    public string? SoleEnvironmentVariable { get; init; }

    /// <summary>
    /// For a property that is a record: what <c>{name}</c> stands for in the variables of its secrets, with <c>{name}</c> for what it would
    /// stand for otherwise. It keeps two blocks of one kind from being filled by one variable.
    /// </summary>
    public string? EnvironmentName { get; init; }

    /// <summary>
    /// For a property that is a record: its keys stand in the parent itself, behind this prefix (<c>truststore_</c> for
    /// <c>truststore_file</c>). The property is <see langword="null"/> where none of them is given.
    /// </summary>
    public string? Prefix { get; init; }

    /// <summary>
    /// For a list of records: the key of an item that names it, so that the list may also be written as a mapping of names to items.
    /// </summary>
    public string? KeyedBy { get; init; }

    /// <summary>For such a list: a key beside it that holds one single item, whose name and variant are that key (<c>ldap:</c>).</summary>
    public string? Shorthand { get; init; }

    /// <summary>
    /// The text, or each text of a list, is a path, relative to the configuration file's folder; the property gets the absolute path, also
    /// from its default.
    /// </summary>
    public bool IsPath { get; init; }

    /// <summary>For an address: the scheme that is meant where only a host is written, with or without port and path.</summary>
    public string? AssumedScheme { get; init; }
}
