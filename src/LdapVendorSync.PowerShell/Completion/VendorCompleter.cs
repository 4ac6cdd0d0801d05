using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes vendors.</summary>
internal sealed class VendorCompleter : ConfigurationCompleter
{
    /// <inheritdoc />
    protected override IEnumerable<Candidate> Find(SyncConfiguration configuration, CommandLine line) =>
        configuration.Vendors.Select(vendor => new Candidate(vendor.Name, $"{vendor.Module}, {vendor.Groups.Count} groups"));
}
