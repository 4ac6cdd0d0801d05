using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Storage;

/// <summary>
/// The one task that writes. What many callers hand over while a commit is on its way to the disk goes into the next transaction together
/// (group commit), so that the cost of a flush is shared.
/// </summary>
internal sealed class SqliteGroupWriter : IAsyncDisposable
{
    private const int QueueCapacity = 4096;
    private const int MaximalBatch = 1024;
    private readonly SqliteSession _session;
    private readonly Func<Exception, Exception> _translate;
    private readonly Channel<SqliteWork> _queue =
        Channel.CreateBounded<SqliteWork>(new BoundedChannelOptions(QueueCapacity) { SingleReader = true });

    private readonly Task _loop;

    /// <summary>Starts the task.</summary>
    /// <param name="session">The connection, from now on the task's own; its settings say what a commit waits for.</param>
    /// <param name="translate">Says in the callers' terms what went wrong.</param>
    public SqliteGroupWriter(SqliteSession session, Func<Exception, Exception> translate)
    {
        _session = session;
        _translate = translate;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>How many transactions were committed.</summary>
    public long CommitCount { get; private set; }

    /// <summary>Writes and waits until it is committed. Failed or cancelled, nothing was written.</summary>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        var work = new SqliteWork<T>(write);
        await EnqueueAsync(work, cancellationToken).ConfigureAwait(false);
        using var registration = cancellationToken.Register(() => work.TryCancel(cancellationToken));
        return await work.Completion.ConfigureAwait(false);
    }

    /// <summary>Hands a write over that joins the next commit.</summary>
    /// <param name="write">The write.</param>
    /// <param name="onFailure">Hears that nothing was written, before any write that was handed over later ends.</param>
    /// <param name="cancellationToken">Ends the wait for a place in the queue.</param>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public Task PostAsync(Action<SqliteSession> write, Action<Exception> onFailure, CancellationToken cancellationToken) =>
        EnqueueAsync(new PostedSqliteWork(write, onFailure), cancellationToken);

    /// <summary>Writes what was handed over and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _session.Dispose();
    }

    private async Task EnqueueAsync(SqliteWork work, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteGroupWriter), "The database was closed.");
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<SqliteWork>();
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
    private void Commit(List<SqliteWork> batch)
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
            var reported = _translate(error);
            foreach (var work in batch)
                work.Fail(reported);
        }
    }

    // A record that is refused fails alone; a full disk or a lock fails the batch.
    private void Execute(SqliteSession session, SqliteWork work)
    {
        session.Execute("SAVEPOINT work");
        try
        {
            work.Execute(session);
        }
        catch (Exception error) when (error is not SqliteException { SqliteErrorCode: not SqliteCodes.Constraint })
        {
            session.Execute("ROLLBACK TO work");
            work.Fail(_translate(error));
        }

        session.Execute("RELEASE work");
    }
}
