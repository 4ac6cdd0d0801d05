using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Csv;
using LdapVendorSync.Core.Sources.Entra;
using LdapVendorSync.Core.Sources.Keycloak;
using LdapVendorSync.Core.Sources.Ldap;
using LdapVendorSync.Core.Sources.Ldif;
using LdapVendorSync.Core.Sources.Okta;

namespace LdapVendorSync.Core.Sources;

/// <summary>Makes sources of their settings. A further kind of source is registered here and changes nothing else.</summary>
public sealed class SourceFactory
{
    private readonly Dictionary<string, Func<SourceSettings, SourceServices, ISource>> _creators = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A factory that knows the built-in sources.</summary>
    public SourceFactory()
    {
        Register<LdapSourceSettings>("ldap", (settings, services) => new LdapSource(settings, services));
        Register<LdifSourceSettings>("ldif", (settings, services) => new LdifSource(settings, services.TimeProvider));
        Register<CsvSourceSettings>("csv", (settings, _) => new CsvSource(settings));
        Register<OktaSourceSettings>("okta", (settings, services) => new OktaSource(settings, services));
        Register<EntraSourceSettings>("entra", (settings, services) => new EntraSource(settings, services));
        Register<KeycloakSourceSettings>("keycloak", (settings, services) => new KeycloakSource(settings, services));
    }

    /// <summary>The kinds of source that can be made, as <see cref="SourceSettings.Type"/> names them.</summary>
    public IReadOnlyCollection<string> Types => _creators.Keys;

    /// <summary>Makes a kind of source known.</summary>
    /// <param name="type">The kind, as <see cref="SourceSettings.Type"/> names it.</param>
    /// <param name="create">Makes a source; reaches for nothing yet.</param>
    /// <typeparam name="TSettings">The settings of this kind.</typeparam>
    /// <exception cref="ArgumentException">The kind is known already.</exception>
    public void Register<TSettings>(string type, Func<TSettings, SourceServices, ISource> create)
        where TSettings : SourceSettings
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(create);
        if (!_creators.TryAdd(type, (settings, services) => create((TSettings)settings, services)))
            throw new ArgumentException($"There already is a source of type '{type}'.", nameof(type));
    }

    /// <summary>Makes a source. Nothing is read or connected to before it is asked for something.</summary>
    /// <param name="settings">The source's settings.</param>
    /// <param name="services">What it gets besides.</param>
    /// <exception cref="SourceException">The settings contradict themselves: a DN or a filter is invalid.</exception>
    /// <exception cref="ArgumentException">The kind of source is not known.</exception>
    public ISource Create(SourceSettings settings, SourceServices services)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(services);
        if (_creators.TryGetValue(settings.Type, out var create))
            return create(settings, services);
        var known = string.Join(", ", _creators.Keys.Order(StringComparer.Ordinal));
        throw new ArgumentException(
            $"Source '{settings.Name}': there is no source of type '{settings.Type}'; known are {known}.", nameof(settings));
    }
}
