using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>A mapping with the vendor that it belongs to.</summary>
/// <param name="Vendor">The vendor.</param>
/// <param name="Mapping">The mapping.</param>
internal sealed record ConfiguredMapping(VendorSettings Vendor, SyncMapping Mapping)
{
    /// <summary>Every mapping of a configuration.</summary>
    public static IEnumerable<ConfiguredMapping> Of(SyncConfiguration configuration) => configuration.Vendors.SelectMany(
        vendor => SyncMapping.Of(vendor, configuration.Sources).Select(mapping => new ConfiguredMapping(vendor, mapping)));

    /// <summary>The hash of everything in the configuration that decides what the mapping changes.</summary>
    public string Hash(SyncConfiguration configuration) => ConfigurationFingerprint.Of(configuration, Vendor, Mapping.Parts);
}
