using LdapVendorSync.Core.Vendors.Glean;
using LdapVendorSync.Core.Vendors.Grafana;
using LdapVendorSync.Core.Vendors.Odoo;
using LdapVendorSync.Core.Vendors.Rest;
using LdapVendorSync.Core.Vendors.Scim;
using LdapVendorSync.Core.Vendors.Sqlite;

namespace LdapVendorSync.Core.Vendors;

/// <summary>The providers that this product brings along: one line each.</summary>
internal static class BuiltInProviders
{
    public static IReadOnlyList<VendorProviderDescriptor> All { get; } =
    [
        GleanVendorProvider.Descriptor,
        GrafanaVendorProvider.Descriptor,
        OdooVendorProvider.Descriptor,
        RestVendorProvider.Descriptor,
        ScimVendorProvider.Descriptor,
        SqliteVendorProvider.Descriptor,
    ];
}
