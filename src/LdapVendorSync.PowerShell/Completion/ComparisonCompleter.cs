using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.PowerShell.Display;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes numbers of comparisons.</summary>
internal sealed class ComparisonCompleter : HistoryCompleter
{
    /// <inheritdoc />
    protected override async Task<IEnumerable<Candidate>> FindAsync(HistoryLocation history, CancellationToken cancellationToken)
    {
        var comparisons = await SystemComparisonViewer.ListAsync(history, Most, cancellationToken).ConfigureAwait(false);
        return comparisons.Select(found => new Candidate(
            $"{found.Number}",
            $"{found.Reference.System} and {found.Difference.System}, {ViewText.Text(found.ComparedAt)}: {found.Total} findings"));
    }
}
