using LdapVendorSync.PowerShell.Providers;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes providers: those that come along, and those that were registered.</summary>
internal sealed class ProviderCompleter : NameCompleter
{
    /// <inheritdoc />
    protected override Task<IReadOnlyList<Candidate>> FindAsync(CommandLine line, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Candidate>>([.. SessionPlugins.Providers
            .OrderBy(provider => provider.Name, StringComparer.Ordinal)
            .Select(provider => new Candidate(provider.Name, provider.Description))]);
}
