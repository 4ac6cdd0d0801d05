using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Looks into a history without touching it. To look must not make, upgrade or set aside a file: the next run tells by that whether its
/// links were lost.
/// </summary>
public static class HistoryViewer
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The last runs, the latest first.</summary>
    /// <param name="path">The history file.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The runs; none where there is no file yet.</returns>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<RunRecord>> ListRunsAsync(string path, int limit, CancellationToken cancellationToken) =>
        ReadAsync(path, session => RunHistory.ListRuns(session, limit), cancellationToken);

    /// <summary>All links between a source and a vendor target.</summary>
    /// <param name="path">The history file.</param>
    /// <param name="target">The canonical name of the vendor target.</param>
    /// <param name="source">The name of the source.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The links; none where there is no file yet.</returns>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<Link>> GetLinksAsync(string path, string target, string source, CancellationToken cancellationToken) =>
        ReadAsync(path, session => LinkStore.GetLinks(session, target, source), cancellationToken);

    private static async Task<List<T>> ReadAsync<T>(string path, Func<SqliteSession, List<T>> read, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            return await Task.Run(() => Read(path, read), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException error)
        {
            throw HistoryErrors.Translate(path, error);
        }
    }

    private static List<T> Read<T>(string path, Func<SqliteSession, List<T>> read)
    {
        using var session = SqliteSession.Open(path, SqliteOpenMode.ReadOnly, BusyTimeout);
        if (HistorySchema.IsForeign(session))
            throw new HistoryException(HistoryFailure.Damaged, $"'{path}' is not a history: it is the database of another program.");
        var version = HistorySchema.VersionOf(session);
        return version == HistorySchema.Migrations.Count
            ? read(session)
            : throw new HistoryException(
                HistoryFailure.SchemaTooNew,
                $"The history '{path}' has schema version {version}, this version of the product reads {HistorySchema.Migrations.Count}. "
                + "The next sync upgrades an older one; a newer one needs the newer version of the product.");
    }
}
