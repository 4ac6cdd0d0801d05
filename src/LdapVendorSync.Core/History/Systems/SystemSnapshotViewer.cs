using LdapVendorSync.Core.Audit;

namespace LdapVendorSync.Core.History.Systems;

/// <summary>Looks at the snapshots of systems in a history without touching it.</summary>
public static class SystemSnapshotViewer
{
    /// <summary>The snapshots that are meant, the newest first.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="reference">Which; one that names nothing means all.</param>
    /// <param name="limit">How many at most; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The snapshots; none where there is no file yet.</returns>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<SystemSnapshot>> ListAsync(
        HistoryLocation location, SystemReference reference, int? limit, CancellationToken cancellationToken) =>
        HistoryViewer.ReadAsync(location, session => new SystemSnapshotReader(session).List(reference, limit), cancellationToken);

    /// <summary>The newest snapshot that is meant; <see langword="null"/> where there is none.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="reference">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">
    /// <see cref="HistoryFailure.Refused"/>: a source and a vendor have the name, and each has snapshots. Otherwise the file cannot be
    /// read, is damaged, or is not a history of this version.
    /// </exception>
    public static async Task<SystemSnapshot?> FindAsync(
        HistoryLocation location, SystemReference reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference is not { System: { } name, Side: null })
            return (await ListAsync(location, reference, 1, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
        var source = await FindAsync(location, reference with { Side = SystemSide.Source }, cancellationToken).ConfigureAwait(false);
        var vendor = await FindAsync(location, reference with { Side = SystemSide.Vendor }, cancellationToken).ConfigureAwait(false);
        return source is not null && vendor is not null
            ? throw new HistoryException(
                HistoryFailure.Refused, $"There are snapshots of a source and of a vendor '{name}'; say source:{name} or vendor:{name}.")
            : source ?? vendor;
    }

    /// <summary>The newest snapshot that is meant.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="reference">Which, as text (<see cref="SystemReference.Parse"/>).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.SnapshotNotFound"/>: there is none.
    /// <see cref="HistoryFailure.Refused"/>: the text is blank or means two systems. Otherwise the file cannot be read, is damaged, or is
    /// not a history of this version.</exception>
    public static async Task<SystemSnapshot> GetAsync(HistoryLocation location, string reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(reference);
        if (string.IsNullOrWhiteSpace(reference))
            throw new HistoryException(
                HistoryFailure.Refused, "A snapshot is named by its number, by the name of a source or vendor, or by 'latest'.");
        var meant = SystemReference.Parse(reference);
        var found = await FindAsync(location, meant, cancellationToken).ConfigureAwait(false);

        // A system may be called '7'.
        if (found is null && meant.Number is not null)
            found = await FindAsync(location, SystemReference.OfSystem(reference), cancellationToken).ConfigureAwait(false);
        return found ?? throw new HistoryException(
            HistoryFailure.SnapshotNotFound,
            $"The history '{location.Path}' has no snapshot '{meant}'. Take one first, or list those that are there.");
    }

    /// <summary>The content of a snapshot. Its people know no <see cref="Members.GroupMember.Read"/>.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="number">The number of the snapshot.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The content, people and groups by their ids in ordinal order; <see langword="null"/> where there is no such snapshot (any more).
    /// </returns>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static async Task<SystemContent?> ReadAsync(HistoryLocation location, int number, CancellationToken cancellationToken)
    {
        var found = await HistoryViewer.ReadAsync(location, session => new SystemSnapshotReader(session).Content(number), cancellationToken)
            .ConfigureAwait(false);
        return found is [var content] ? content : null;
    }

    /// <summary>Those who were once seen in a system and are gone, the last seen first.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="reference">The system; one that names none means all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<LegacyPerson>> ListLegacyAsync(
        HistoryLocation location, SystemReference reference, CancellationToken cancellationToken) =>
        HistoryViewer.ReadAsync(location, session => new SystemSnapshotReader(session).Legacy(reference), cancellationToken);
}
