using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.History;

/// <summary>
/// The one task that writes. What many callers hand over while a commit is on its way to the disk goes into the next transaction together
/// (group commit), so that the cost of a flush is shared.
/// </summary>
internal sealed class HistoryWriter : IAsyncDisposable
{
    private const int QueueCapacity = 4096;
    private const int MaximalBatch = 1024;
    private readonly string _path;
    private readonly SqliteSession _session;
    private readonly ILogger _logger;
    private readonly Channel<HistoryWork> _queue =
        Channel.CreateBounded<HistoryWork>(new BoundedChannelOptions(QueueCapacity) { SingleReader = true });

    private readonly Task _loop;
    private HistoryException? _lost;

    /// <summary>Starts the task. The session becomes its own.</summary>
    public HistoryWriter(string path, SqliteSession session, ILogger logger)
    {
        _path = path;
        _session = session;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>How many transactions were committed.</summary>
    public long CommitCount { get; private set; }

    /// <summary>Writes and waits until it is on the disk. Cancelled, nothing was written.</summary>
    /// <exception cref="HistoryException">It was not written.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        var work = new HistoryWork<T>(write);
        await EnqueueAsync(work, cancellationToken).ConfigureAwait(false);
        using var registration = cancellationToken.Register(() => work.TryCancel(cancellationToken));
        return await work.Completion.ConfigureAwait(false);
    }

    /// <summary>Hands a write over that joins the next commit. Its failure shows in <see cref="FlushAsync"/>.</summary>
    public Task PostAsync(Action<SqliteSession> write, CancellationToken cancellationToken) =>
        EnqueueAsync(new PostedWork(write, Remember), cancellationToken);

    /// <summary>Waits until all that was handed over before is on the disk.</summary>
    /// <exception cref="HistoryException">Something posted since the last flush was not written.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(_ => true, cancellationToken).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _lost, null) is { } lost)
            throw lost;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _session.Dispose();
    }

    private async Task EnqueueAsync(HistoryWork work, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(HistoryDatabase), "The history was closed.");
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<HistoryWork>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < MaximalBatch && _queue.Reader.TryRead(out var work))
            {
                if (work.TryStart())
                    batch.Add(work);
            }

            if (batch.Count > 0)
                Commit(batch);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What goes wrong belongs to the callers; the task lives on for others.")]
    private void Commit(List<HistoryWork> batch)
    {
        try
        {
            _session.Transact(session =>
            {
                foreach (var work in batch)
                    Execute(session, work);
                return true;
            });
            CommitCount++;
            foreach (var work in batch)
                work.Succeed();
        }
        catch (Exception error)
        {
            var reported = error is SqliteException sqlite ? HistoryErrors.Translate(_path, sqlite) : error;
            foreach (var work in batch)
                work.Fail(reported);
        }
    }

    // A record that is refused fails alone; a full disk or a lock fails the batch.
    private void Execute(SqliteSession session, HistoryWork work)
    {
        session.Execute("SAVEPOINT work");
        try
        {
            work.Execute(session);
        }
        catch (Exception error) when (error is not SqliteException { SqliteErrorCode: not HistoryErrors.Constraint })
        {
            session.Execute("ROLLBACK TO work");
            work.Fail(error is SqliteException sqlite ? HistoryErrors.Translate(_path, sqlite) : error);
        }

        session.Execute("RELEASE work");
    }

    private void Remember(Exception error)
    {
        _logger.LogError(error, "An outcome is missing in the history {Path}; the next run checks what became of the change", _path);
        _lost ??= error as HistoryException ?? new HistoryException(HistoryFailure.InputOutput, error.Message, error);
    }
}
