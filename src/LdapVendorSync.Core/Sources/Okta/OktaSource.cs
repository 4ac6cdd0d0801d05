using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>The groups and people of an Okta organization, read through its management API.</summary>
/// <param name="settings">Which organization, and what to read there.</param>
/// <param name="services">What every source gets besides.</param>
public sealed class OktaSource(OktaSourceSettings settings, SourceServices services)
    : ApiSource(settings, services, token => OktaConnector.ConnectAsync(settings, services, token));
