using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes names that the configuration knows.</summary>
internal abstract class ConfigurationCompleter : NameCompleter
{
    /// <inheritdoc />
    protected sealed override Task<IReadOnlyList<Candidate>> FindAsync(CommandLine line, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Candidate>>(line.LoadConfiguration() is { } configuration ? [.. Find(configuration, line)] : []);

    /// <summary>What could be meant, in the order of the configuration.</summary>
    protected abstract IEnumerable<Candidate> Find(SyncConfiguration configuration, CommandLine line);

    /// <summary>Whether a name was asked for, or none was.</summary>
    protected static bool IsMeant(string name, IReadOnlyList<string> asked) =>
        asked.Count == 0 || asked.Contains(name, StringComparer.OrdinalIgnoreCase);
}
