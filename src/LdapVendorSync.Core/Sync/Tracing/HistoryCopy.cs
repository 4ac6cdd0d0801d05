using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>
/// The history as it is at one moment, to be looked at and worked with by a comparison, while the real one stays as it is: to look must
/// neither make nor upgrade a file, nor set one aside, nor record a run. It lies in a folder that the owner alone may read, and goes with
/// the disposal.
/// </summary>
internal sealed class HistoryCopy : IAsyncDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);
    private readonly string _folder;

    private HistoryCopy(string folder, HistoryDatabase database, bool exists)
    {
        _folder = folder;
        Database = database;
        Exists = exists;
    }

    /// <summary>The copy.</summary>
    public HistoryDatabase Database { get; }

    /// <summary>Whether there is a history at all.</summary>
    public bool Exists { get; }

    /// <summary>Whether the history is damaged, so that nothing of it is known and a run would set it aside.</summary>
    public bool IsDamaged => Database.WasDamaged;

    /// <summary>Copies the history of a session.</summary>
    /// <exception cref="HistoryException">It cannot be read, or a newer version of the product wrote it.</exception>
    public static async Task<HistoryCopy> TakeAsync(SyncSession session, ILogger logger, CancellationToken cancellationToken)
    {
        var original = session.History;
        var folder = Directory.CreateTempSubdirectory("ldap-vendor-sync-").FullName;
        try
        {
            var path = Path.Combine(folder, "history.db");
            var exists = File.Exists(original.Path);
            if (exists)
                await Task.Run(() => Copy(original.Path, path), cancellationToken).ConfigureAwait(false);
            var database = await HistoryDatabase
                .OpenAsync(original with { Path = path }, session.Environment.TimeProvider, logger, cancellationToken)
                .ConfigureAwait(false);
            return new HistoryCopy(folder, database, exists);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }

    private static void Copy(string original, string path)
    {
        try
        {
            using var session = SqliteSession.Open(original, SqliteOpenMode.ReadOnly, BusyTimeout);
            session.CopyTo(path);
        }
        catch (SqliteException error) when (HistoryErrors.IsDamage(error))
        {
            // As it is: whoever opens the copy finds the same damage as the next run does.
            File.Copy(original, path, overwrite: true);
        }
        catch (SqliteException error)
        {
            throw HistoryErrors.Translate(original, error);
        }
    }
}
