using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.PowerShell.Display;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes numbers of snapshots.</summary>
internal sealed class SnapshotCompleter : HistoryCompleter
{
    /// <inheritdoc />
    protected override async Task<IEnumerable<Candidate>> FindAsync(HistoryLocation history, CancellationToken cancellationToken)
    {
        var snapshots = await SystemSnapshotViewer.ListAsync(history, new SystemReference(), Most, cancellationToken).ConfigureAwait(false);
        return snapshots.Select(snapshot => new Candidate($"{snapshot.Number}", Describe(snapshot)));
    }

    private static string Describe(SystemSnapshot snapshot)
    {
        var state = snapshot.IsComplete ? string.Empty : ", not complete";
        return $"{snapshot.System}, {ViewText.Text(snapshot.TakenAt)}: {snapshot.Users} people, {snapshot.Groups} groups{state}";
    }
}
