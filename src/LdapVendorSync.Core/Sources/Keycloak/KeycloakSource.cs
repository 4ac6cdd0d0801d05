using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>Groups and people of a realm of a Keycloak server, by its admin API.</summary>
/// <param name="settings">Where it is and what to read there.</param>
/// <param name="services">What every source gets besides.</param>
public sealed class KeycloakSource(KeycloakSourceSettings settings, SourceServices services)
    : ApiSource(settings, services, _ => Task.FromResult<IDirectoryApi>(new KeycloakApi(settings, services)));
