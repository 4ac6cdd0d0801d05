namespace LdapVendorSync.Core.Storage;

/// <summary>Something to write, and who waits for it.</summary>
internal abstract class SqliteWork
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Cancelled = 2;
    private int _state = Waiting;

    /// <summary>Claims the work for a transaction; not possible once its caller has given up.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;

    /// <summary>Gives the work up; not possible once a transaction has claimed it, since it may already be written.</summary>
    public void TryCancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
            SetCancelled(cancellationToken);
    }

    /// <summary>Writes within the transaction.</summary>
    public abstract void Execute(SqliteSession session);

    /// <summary>The transaction is on the disk. Without effect on work that failed alone.</summary>
    public abstract void Succeed();

    /// <summary>Nothing of it was written.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Nothing of it will be written.</summary>
    protected abstract void SetCancelled(CancellationToken cancellationToken);
}

/// <summary>Something to write that yields a result.</summary>
internal sealed class SqliteWork<T>(Func<SqliteSession, T> write) : SqliteWork
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    /// <summary>Ends when the work is on the disk or has failed.</summary>
    public Task<T> Completion => _completion.Task;

    /// <inheritdoc />
    public override void Execute(SqliteSession session) => _result = write(session);

    /// <inheritdoc />
    public override void Succeed() => _completion.TrySetResult(_result!);

    /// <inheritdoc />
    public override void Fail(Exception error) => _completion.TrySetException(error);

    /// <inheritdoc />
    protected override void SetCancelled(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);
}

/// <summary>Something to write for which nobody waits.</summary>
internal sealed class PostedSqliteWork(Action<SqliteSession> write, Action<Exception> onFailure) : SqliteWork
{
    /// <inheritdoc />
    public override void Execute(SqliteSession session) => write(session);

    /// <inheritdoc />
    public override void Succeed()
    {
    }

    /// <inheritdoc />
    public override void Fail(Exception error) => onFailure(error);

    /// <inheritdoc />
    protected override void SetCancelled(CancellationToken cancellationToken)
    {
    }
}
