using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>One directory that is right.</summary>
[SettingsVariant("type", "ldap", typeof(LdapSourceSettings))]
[SettingsVariant("type", "ldif", typeof(LdifSourceSettings))]
[SettingsVariant("type", "csv", typeof(CsvSourceSettings))]
[SettingsVariant("type", "okta", typeof(OktaSourceSettings))]
[SettingsVariant("type", "keycloak", typeof(KeycloakSourceSettings))]
[SettingsVariant("type", "entra", typeof(EntraSourceSettings))]
public abstract record SourceSettings
{
    /// <summary>Where the record was given.</summary>
    public ConfigurationPosition Position { get; init; }

    /// <summary>The line, from 1; 0 where it came from the environment.</summary>
    public int Line => Position.Line;

    /// <summary>The name, unique among the sources.</summary>
    [Setting("The name by which mappings and messages call the source.")]
    [MinLength(1)]
    public required string Name { get; init; }

    /// <summary>The kind of source: <c>ldap</c>, <c>ldif</c>, <c>csv</c>.</summary>
    public abstract string Type { get; }
}
