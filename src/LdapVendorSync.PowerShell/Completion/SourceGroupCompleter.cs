using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes groups of a source: its short names, and the groups that are mapped.</summary>
internal sealed class SourceGroupCompleter : ConfigurationCompleter
{
    /// <inheritdoc />
    protected override IEnumerable<Candidate> Find(SyncConfiguration configuration, CommandLine line) =>
        ShortNames(configuration, line).Concat(MappedGroups(configuration, line));

    private static IEnumerable<Candidate> ShortNames(SyncConfiguration configuration, CommandLine line) =>
        from source in configuration.Sources.OfType<DirectorySourceSettings>()
        where IsMeant(source.Name, line.Names("Source"))
        from name in source.GroupDnMap
        select new Candidate(name.Key, name.Value);

    private static IEnumerable<Candidate> MappedGroups(SyncConfiguration configuration, CommandLine line) =>
        from vendor in configuration.Vendors
        from mapping in vendor.Groups
        where mapping.SourceGroup != MappingSettings.Everybody && IsMeant(mapping.Source, line.Names("Source"))
        select new Candidate(mapping.SourceGroup, $"{mapping.Source}, for {vendor.Name}/{mapping.VendorGroup}");
}
