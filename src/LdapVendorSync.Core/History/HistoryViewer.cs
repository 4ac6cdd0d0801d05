using System.Runtime.CompilerServices;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Looks into a history without touching it. To look must not make, upgrade or set aside a file: the next run tells by that whether its
/// links were lost.
/// </summary>
public static class HistoryViewer
{
    /// <summary>Stands for the id of the latest run.</summary>
    public const string LastRun = "last";

    private const int Portion = 500;
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The last runs, the latest first.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The runs; none where there is no file yet.</returns>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<RunRecord>> ListRunsAsync(HistoryLocation location, int limit, CancellationToken cancellationToken) =>
        ReadAsync(location, session => RunHistory.ListRuns(session, limit), cancellationToken);

    /// <summary>The runs that are asked for, the latest first.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="query">Which runs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The runs; none where there is no file yet.</returns>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<RunRecord>> ListRunsAsync(HistoryLocation location, RunQuery query, CancellationToken cancellationToken) =>
        ReadAsync(location, session => HistorySearch.FindRuns(session, query), cancellationToken);

    /// <summary>
    /// The changes that are asked for, the earliest first: those that were sent, and those that runs decided on and did not send, once for
    /// all runs in a row that decided the same.
    /// </summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="query">Which changes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static async IAsyncEnumerable<RecordedChange> ListChangesAsync(
        HistoryLocation location, ChangeQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var unsent = new Queue<RecordedChange>(
            await ReadAsync(location, session => HistorySearch.FindUnsent(session, query), cancellationToken).ConfigureAwait(false));

        // In portions: whoever reads may take their time, and no transaction stays open for it.
        List<JournalEntry> sent;
        for (var last = 0L; ; last = sent[^1].Id)
        {
            var after = last;
            sent = await ReadAsync(location, session => HistorySearch.FindSent(session, query, after, Portion), cancellationToken)
                .ConfigureAwait(false);
            foreach (var change in sent.Select(RecordedChange.Of).Where(query.Matches))
            {
                while (unsent.TryPeek(out var earlier) && earlier.At <= change.At)
                    yield return unsent.Dequeue();
                yield return change;
            }

            if (sent.Count < Portion)
                break;
        }

        foreach (var change in unsent)
            yield return change;
    }

    /// <summary>A run with everything that is recorded of it.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="id">The run's id, the beginning of one, or <see cref="LastRun"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.Refused"/>: no run is meant, or several. Otherwise the file cannot be
    /// read, is damaged, or is not a history of this version.</exception>
    public static async Task<SyncRun> GetRunAsync(HistoryLocation location, string id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return Only(await ReadAsync(location, session => Find(session, id), cancellationToken).ConfigureAwait(false), location, id);
    }

    /// <summary>A run with what the journal has of its changes, so that they can be undone.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="id">
    /// The run's id, the beginning of one, or <see cref="LastRun"/>, which here is the latest run that changed something and was no undo:
    /// neither runs that had nothing to do nor an undo that was killed shall come before what was to be undone.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException"><see cref="HistoryFailure.Refused"/>: no run is meant, or several. Otherwise the file cannot be
    /// read, is damaged, or is not a history of this version.</exception>
    public static async Task<RecordedChanges> GetChangesAsync(HistoryLocation location, string id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return Only(await ReadAsync(location, session => FindChanges(session, id), cancellationToken).ConfigureAwait(false), location, id);
    }

    /// <summary>All links between a source and a vendor target.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="target">The canonical name of the vendor target.</param>
    /// <param name="source">The name of the source.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The links; none where there is no file yet.</returns>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<Link>> GetLinksAsync(
        HistoryLocation location, string target, string source, CancellationToken cancellationToken) =>
        ReadAsync(location, session => LinkStore.GetLinks(session, target, source), cancellationToken);

    /// <summary>What a vendor was told that cannot be asked.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="target">The canonical target of the vendor.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is remembered; nothing where there is no file yet.</returns>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static async Task<VendorMemoryContent> GetVendorMemoryAsync(
        HistoryLocation location, string target, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            location, session => new List<VendorMemoryContent> { VendorMemoryStore.Load(session, target) }, cancellationToken)
            .ConfigureAwait(false);
        return found.Count > 0 ? found[0] : new VendorMemoryContent();
    }

    /// <summary>What a run decided and did not send.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<UnsentEntry>> GetUnsentAsync(HistoryLocation location, string runId, CancellationToken cancellationToken) =>
        ReadAsync(location, session => UnsentChangeStore.OfRun(session, runId), cancellationToken);

    /// <summary>Both sides of the mappings of a run, as it read them.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<GroupSnapshot>> GetSnapshotsAsync(
        HistoryLocation location, string runId, CancellationToken cancellationToken) =>
        ReadAsync(location, session => new SnapshotReader(session).OfRun(runId), cancellationToken);

    /// <summary>One side of a vendor group, as it was last read at a moment or before.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="vendor">The vendor's name, in any case.</param>
    /// <param name="vendorGroup">The vendor group, in any case.</param>
    /// <param name="side">The side.</param>
    /// <param name="at">The moment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A snapshot, or one for each part of a union, all of one run; none where nothing was read by then.</returns>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<GroupSnapshot>> FindSnapshotsAsync(
        HistoryLocation location,
        string vendor,
        string vendorGroup,
        ReadSide side,
        DateTimeOffset at,
        CancellationToken cancellationToken) =>
        ReadAsync(location, session => new SnapshotReader(session).At(vendor, vendorGroup, side, at), cancellationToken);

    /// <summary>Every snapshot of one side of a vendor group, the oldest first.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="vendor">The vendor's name, in any case.</param>
    /// <param name="vendorGroup">The vendor group, in any case.</param>
    /// <param name="side">The side.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    public static Task<List<GroupSnapshot>> ListSnapshotsAsync(
        HistoryLocation location, string vendor, string vendorGroup, ReadSide side, CancellationToken cancellationToken) =>
        ReadAsync(location, session => new SnapshotReader(session).OfGroup(vendor, vendorGroup, side), cancellationToken);

    /// <summary>The members of a snapshot.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The members by their ids in ordinal order. They know no <see cref="GroupMember.Read"/>.</returns>
    /// <exception cref="HistoryException">The file cannot be read, or is damaged.</exception>
    public static Task<List<GroupMember>> GetMembersAsync(
        HistoryLocation location, GroupSnapshot snapshot, CancellationToken cancellationToken) =>
        ReadAsync(location, session => new SnapshotReader(session).Members(snapshot).ToList(), cancellationToken);

    /// <summary>The members of a snapshot whom some text may mean.</summary>
    /// <param name="location">The history file and its keys.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="person">An id, a user name, a mail address, a DN or a name to show, in any case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">The file cannot be read, or is damaged.</exception>
    public static Task<List<GroupMember>> FindMembersAsync(
        HistoryLocation location, GroupSnapshot snapshot, string person, CancellationToken cancellationToken) => ReadAsync(
        location,
        session => new SnapshotReader(session).Members(snapshot).Where(member => IsMeant(member, person)).ToList(),
        cancellationToken);

    private static bool IsMeant(GroupMember member, string person) =>
        new[] { member.Id, member.UserName, member.Email, member.DistinguishedName, member.DisplayName }
            .Contains(person, StringComparer.OrdinalIgnoreCase);

    private static List<SyncRun> Find(SqliteSession session, string id)
    {
        var runs = id.Equals(LastRun, StringComparison.OrdinalIgnoreCase)
            ? RunHistory.ListRuns(session, 1)
            : RunHistory.FindRuns(session, id);
        return runs.ConvertAll(run => RecordedRun.Assemble(
            run,
            RunHistory.GetVendorRuns(session, run.Start.Id),
            ChangeJournal.GetChanges(session, run.Start.Id),
            UnsentChangeStore.OfRun(session, run.Start.Id)));
    }

    private static List<RecordedChanges> FindChanges(SqliteSession session, string id)
    {
        var isLast = id.Equals(LastRun, StringComparison.OrdinalIgnoreCase);
        var runs = isLast ? RunHistory.FindLastThatChanged(session) : RunHistory.FindRuns(session, id);
        return runs.ConvertAll(run => new RecordedChanges(
            run,
            [.. RunHistory.GetVendorRuns(session, run.Start.Id).SelectMany(vendor => vendor.Groups).Select(group => group.Mapping)],
            ChangeJournal.GetChanges(session, run.Start.Id)));
    }

    private static T Only<T>(List<T> found, HistoryLocation location, string id) => found switch
    {
        [var run] => run,
        [] => throw new HistoryException(HistoryFailure.Refused, $"The history '{location.Path}' has no run '{id}'."),
        _ => throw new HistoryException(
            HistoryFailure.Refused, $"Several runs of the history '{location.Path}' begin with '{id}'; give more of the id."),
    };

    /// <summary>Reads from the file as it is; nothing where there is none yet.</summary>
    /// <exception cref="HistoryException">The file cannot be read, is damaged, or is not a history of this version.</exception>
    internal static async Task<List<T>> ReadAsync<T>(
        HistoryLocation location, Func<SqliteSession, List<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        var path = location.Path;
        if (!File.Exists(path))
            return [];
        var keys = await location.FetchKeysAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(path, keys, read), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (HistoryErrors.TryTranslate(path, error) is { } translated)
        {
            throw translated;
        }
    }

    private static List<T> Read<T>(string path, HistoryKeys keys, Func<SqliteSession, List<T>> read)
    {
        using var session = SqliteSession.Open(path, SqliteOpenMode.ReadOnly, BusyTimeout);
        if (HistorySchema.IsForeign(session))
            throw new HistoryException(HistoryFailure.Damaged, $"'{path}' is not a history: it is the database of another program.");
        var version = HistorySchema.VersionOf(session);
        if (version != HistorySchema.Migrations.Count)
        {
            throw new HistoryException(
                HistoryFailure.SchemaTooNew,
                $"The history '{path}' has schema version {version}, this version of the product reads {HistorySchema.Migrations.Count}. "
                + "The next sync upgrades an older one; a newer one needs the newer version of the product.");
        }

        // One state of the file: a run that changes the key meanwhile is not seen half.
        return session.Snapshot(snapshot =>
        {
            snapshot.PersonalData = keys.CreateFormat(path, HistoryEncryption.KeyCheckOf(snapshot));
            return read(snapshot);
        });
    }
}
