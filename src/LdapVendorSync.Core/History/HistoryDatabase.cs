using System.Collections.Concurrent;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.History;

/// <summary>
/// The durable memory of the sync in one SQLite file (write-ahead log, every commit flushed): runs, the journal of changes, links between
/// people and accounts, references that cannot be resolved.
/// </summary>
/// <remarks>
/// <para>Safe for concurrent use by threads, and by processes that share the file. All operations throw <see cref="HistoryException"/>
/// where the file cannot be used, and those that write <see cref="ObjectDisposedException"/> after disposal.</para>
/// <para>A file that is damaged or belongs to another program is moved aside and replaced; nothing is known then, and <see cref="IsNew"/>
/// and <see cref="WasDamaged"/> say so: whoever removes people on the strength of the history has to hold those removals.</para>
/// </remarks>
public sealed class HistoryDatabase : IAsyncDisposable
{
    private static readonly TimeSpan DefaultBusyTimeout = TimeSpan.FromSeconds(10);
    private readonly SqliteGroupWriter _writer;
    private readonly HistoryFile _file;
    private readonly HistoryFileLock _lock;
    private readonly HistoryKeys _keys;
    private readonly TimeSpan _busyTimeout;
    private readonly ILogger _logger;

    // To open a file takes longer than most of what is looked up in it.
    private readonly ConcurrentBag<SqliteSession> _idleReaders = [];
    private volatile bool _isClosed;
    private HistoryException? _lost;
    private volatile bool _isDamaged;

    private HistoryDatabase(
        HistoryFile file,
        SqliteSession session,
        HistoryFileLock fileLock,
        HistoryKeys keys,
        ProfileTrimmer trimmer,
        TimeSpan busyTimeout,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _file = file;
        Path = file.Path;
        IsNew = file.IsNew;
        SetAsidePath = file.SetAsidePath;
        _writer = new SqliteGroupWriter(session, error => TryTranslate(error) ?? error);
        _lock = fileLock;
        _keys = keys;
        _busyTimeout = busyTimeout;
        _logger = logger;
        Runs = new RunHistory(this);
        Journal = new ChangeJournal(this, trimmer.KeepsValues, timeProvider);
        Links = new LinkStore(this, timeProvider);
        DanglingReferences = new SightingStore(this, "dangling_references");
        Absences = new SightingStore(this, "absences");
        SourceGroups = new SourceGroupStore(this);
        NestedGroups = new NestedGroupStore(this);
        KeptReads = new KeptReadStore(this);
        Unsent = new UnsentChangeStore(this, trimmer.KeepsValues);
        Snapshots = new SnapshotStore(this, trimmer);
        VendorMemories = new VendorMemoryStore(this);
        Systems = new SystemSnapshotStore(this, trimmer);
        SystemComparisons = new SystemComparisonStore(this);
        ExcludedGroups = new ExcludedGroupStore(this);
        Settled = new SettledMappingStore(this);
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>Whether the tables were made just now, so that nothing is known: a first run, a lost file, or a damaged one.</summary>
    public bool IsNew { get; }

    /// <summary>Whether a damaged or foreign file was found and moved to <see cref="SetAsidePath"/>.</summary>
    public bool WasDamaged => SetAsidePath is not null;

    /// <summary>Where a damaged or foreign file was moved; <see langword="null"/> where the file was good or missing.</summary>
    public string? SetAsidePath { get; }

    /// <summary>The runs and what each came to.</summary>
    public RunHistory Runs { get; }

    /// <summary>The intent and outcome of every change.</summary>
    public ChangeJournal Journal { get; }

    /// <summary>The confirmed pairs of people and accounts.</summary>
    public LinkStore Links { get; }

    /// <summary>References of source groups to entries that cannot be found, and since when.</summary>
    public SightingStore DanglingReferences { get; }

    /// <summary>Since when accounts in vendor groups have been missing in the source group, by the account's id.</summary>
    public SightingStore Absences { get; }

    /// <summary>Which group each configured name of a source group meant when it was last read.</summary>
    public SourceGroupStore SourceGroups { get; }

    /// <summary>Which groups were nested in each source group when it was last read.</summary>
    public NestedGroupStore NestedGroups { get; }

    /// <summary>Complete reads of source groups, and the state of the source that they belong to.</summary>
    public KeptReadStore KeptReads { get; }

    /// <summary>What runs decided and did not send.</summary>
    public UnsentChangeStore Unsent { get; }

    /// <summary>Both sides of the mappings, as runs read them.</summary>
    public SnapshotStore Snapshots { get; }

    /// <summary>What vendors were told that cannot be asked.</summary>
    public VendorMemoryStore VendorMemories { get; }

    /// <summary>Whole systems as they were at one time.</summary>
    public SystemSnapshotStore Systems { get; }

    /// <summary>What comparisons of whole systems found.</summary>
    public SystemComparisonStore SystemComparisons { get; }

    /// <summary>How large groups were whose people mappings leave out.</summary>
    public ExcludedGroupStore ExcludedGroups { get; }

    /// <summary>Of which mappings nothing was to do when they were last compared.</summary>
    public SettledMappingStore Settled { get; }

    /// <summary>How many transactions this instance committed: the measure of how well writes are batched.</summary>
    internal long CommitCount => _writer.CommitCount;

    /// <summary>Opens the history, and makes it where there is none.</summary>
    /// <param name="location">
    /// The file, <c>history.db</c> in the <c>state_dir</c>, and its keys; missing folders are made. A file that is encrypted otherwise than
    /// they say is brought into that form, if one of them opens it.
    /// </param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Hears of damage and of outcomes that could not be written.</param>
    /// <param name="cancellationToken">Ends the wait for another process that prepares the file.</param>
    /// <exception cref="HistoryException">
    /// The file cannot be made or written, a newer version of the product wrote it, or it is encrypted and its key is not at hand.
    /// </exception>
    public static Task<HistoryDatabase> OpenAsync(
        HistoryLocation location, TimeProvider timeProvider, ILogger logger, CancellationToken cancellationToken) =>
        OpenAsync(location, DefaultBusyTimeout, HistorySchema.Migrations, timeProvider, logger, cancellationToken);

    /// <summary>Opens the history for this process alone: no run of any configuration works with it until it is closed.</summary>
    /// <exception cref="HistoryException">
    /// <see cref="HistoryFailure.Busy"/>: another process has it open. This does not wait for it.
    /// </exception>
    internal static Task<HistoryDatabase> OpenAloneAsync(
        HistoryLocation location, TimeProvider timeProvider, ILogger logger, CancellationToken cancellationToken) =>
        OpenAsync(location, DefaultBusyTimeout, HistorySchema.Migrations, timeProvider, logger, cancellationToken, alone: true);

    /// <summary>Waits until every outcome that was handed over is on the disk.</summary>
    /// <exception cref="HistoryException">
    /// An outcome could not be written; its intent stays open, and the next run checks the vendor.
    /// </exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _writer.WriteAsync(_ => true, cancellationToken).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _lost, null) is { } lost)
            throw lost;
    }

    /// <summary>Writes what was handed over and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        CloseIdleReaders();
        await _writer.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
        _file.Leave(LockPath(Path), _isDamaged);
    }

    internal static async Task<HistoryDatabase> OpenAsync(
        HistoryLocation location,
        TimeSpan busyTimeout,
        IReadOnlyList<string> migrations,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken cancellationToken,
        bool alone = false)
    {
        ArgumentNullException.ThrowIfNull(location);
        var path = System.IO.Path.GetFullPath(location.Path);
        var keys = await location.FetchKeysAsync(cancellationToken).ConfigureAwait(false);
        HistoryFileLock? fileLock = null;
        SqliteSession? session = null;
        try
        {
            PrivateFiles.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            fileLock = await HistoryFileLock.AcquireAsync(LockPath(path), busyTimeout, timeProvider, cancellationToken)
                .ConfigureAwait(false);
            var file = new HistoryFile(path, keys, busyTimeout, timeProvider, migrations, logger);
            var isExclusive = fileLock.IsExclusive;
            if (alone && !isExclusive)
                throw new HistoryException(HistoryFailure.Busy, $"Another run works with the history '{path}'. Nothing was done; try again when it has ended.");
            session = await Task.Run(() => file.OpenWriter(isExclusive), cancellationToken).ConfigureAwait(false);
            if (!alone)
                await fileLock.ShareAsync(busyTimeout, cancellationToken).ConfigureAwait(false);
            Report(file, logger);
            return new HistoryDatabase(file, session, fileLock, keys, location.Trimmer, busyTimeout, timeProvider, logger);
        }
        catch (Exception error)
        {
            session?.Dispose();
            fileLock?.Dispose();
            if (HistoryErrors.TryTranslate(path, error) is { } translated)
                throw translated;
            throw;
        }
    }

    internal Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) =>
        _writer.WriteAsync(write, cancellationToken);

    internal Task PostAsync(Action<SqliteSession> write, CancellationToken cancellationToken) =>
        _writer.PostAsync(write, Remember, cancellationToken);

    internal Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return Read(read);
            }
            catch (Exception error) when (TryTranslate(error) is { } translated)
            {
                throw translated;
            }
        },
        cancellationToken);

    private T Read<T>(Func<SqliteSession, T> read)
    {
        if (!_idleReaders.TryTake(out var session))
            session = OpenReader();
        T result;
        try
        {
            result = read(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        _idleReaders.Add(session);
        if (_isClosed)
            CloseIdleReaders();
        return result;
    }

    private SqliteSession OpenReader()
    {
        var session = SqliteSession.Open(Path, SqliteOpenMode.ReadOnly, _busyTimeout);
        session.PersonalData = _keys.CreateFormat();
        return session;
    }

    private void CloseIdleReaders()
    {
        while (_idleReaders.TryTake(out var session))
            session.Dispose();
    }

    // What SQLite stumbles over at work is damaged, even where its check found nothing: the next run shall not stumble over it too.
    private HistoryException? TryTranslate(Exception error)
    {
        var translated = HistoryErrors.TryTranslate(Path, error);
        if (translated is { Failure: HistoryFailure.Damaged, InnerException: SqliteException })
            _isDamaged = true;
        return translated;
    }

    private static string LockPath(string path) => path + ".lock";

    private void Remember(Exception error)
    {
        _logger.LogError(error, "An outcome is missing in the history {Path}; the next run checks what became of the change", Path);
        _lost ??= error as HistoryException ?? new HistoryException(HistoryFailure.InputOutput, error.Message, error);
    }

    private static void Report(HistoryFile file, ILogger logger)
    {
        if (file.Damage is not null)
        {
            logger.LogError(
                "The history {Path} could not be used ({Damage}) and was moved to {SetAsidePath}. A new one was started; "
                + "removals that depend on the old one are held",
                file.Path,
                file.Damage,
                file.SetAsidePath);
        }
        else if (file.IsNew)
        {
            logger.LogInformation("A new history was started in {Path}", file.Path);
        }
    }
}
