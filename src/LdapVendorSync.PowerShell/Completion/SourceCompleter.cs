using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes sources.</summary>
internal sealed class SourceCompleter : ConfigurationCompleter
{
    /// <inheritdoc />
    protected override IEnumerable<Candidate> Find(SyncConfiguration configuration, CommandLine line) =>
        configuration.Sources.Select(source => new Candidate(source.Name, source.Type));
}
