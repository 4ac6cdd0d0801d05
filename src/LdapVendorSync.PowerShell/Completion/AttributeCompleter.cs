using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes attributes of people: those that everybody has, and those that the configuration names.</summary>
internal sealed class AttributeCompleter : NameCompleter
{
    private static readonly IReadOnlyList<string> Everywhere = [.. AttributeNames.Profile, AttributeNames.DisplayName, AttributeNames.Id];

    /// <inheritdoc />
    protected override Task<IReadOnlyList<Candidate>> FindAsync(CommandLine line, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Candidate>>([.. Everywhere.Concat(FindConfigured(line))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => new Candidate(name))]);

    private static IEnumerable<string> FindConfigured(CommandLine line)
    {
        if (line.LoadConfiguration() is not { } configuration)
            return [];
        return configuration.Vendors.SelectMany(vendor => vendor.MatchOn.Concat(vendor.Attributes.Keys))
            .Concat(configuration.Sources.OfType<DirectorySourceSettings>().SelectMany(source => source.Attributes));
    }
}
