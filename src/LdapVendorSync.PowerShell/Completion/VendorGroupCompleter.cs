using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes groups of the vendors that the command line names, of all where it names none.</summary>
internal sealed class VendorGroupCompleter : ConfigurationCompleter
{
    /// <inheritdoc />
    protected override IEnumerable<Candidate> Find(SyncConfiguration configuration, CommandLine line) =>
        from vendor in configuration.Vendors
        where IsMeant(vendor.Name, line.Names("Vendor"))
        from mapping in vendor.Groups
        select new Candidate(mapping.VendorGroup, $"{vendor.Name}: {mapping.VendorGroup}, from {mapping.SourceGroup}");
}
