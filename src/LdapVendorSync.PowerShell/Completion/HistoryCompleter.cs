using LdapVendorSync.Core.History;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes names that the history knows.</summary>
internal abstract class HistoryCompleter : NameCompleter
{
    /// <summary>How many are offered at most, of the newest.</summary>
    protected const int Most = 50;

    /// <inheritdoc />
    protected sealed override async Task<IReadOnlyList<Candidate>> FindAsync(CommandLine line, CancellationToken cancellationToken) =>
        line.FindHistory() is { } history ? [.. await FindAsync(history, cancellationToken).ConfigureAwait(false)] : [];

    /// <summary>What could be meant, the newest first.</summary>
    protected abstract Task<IEnumerable<Candidate>> FindAsync(HistoryLocation history, CancellationToken cancellationToken);
}
