using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Who has the database open. Creating, migrating and setting it aside need it for one process alone, since SQLite files that are moved
/// while another process uses them are lost; using it is shared.
/// </summary>
internal sealed class HistoryFileLock : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);
    private readonly string _path;
    private readonly TimeProvider _timeProvider;
    private FileStream? _stream;

    private HistoryFileLock(string path, TimeProvider timeProvider, FileStream stream, bool isExclusive)
    {
        _path = path;
        _timeProvider = timeProvider;
        _stream = stream;
        IsExclusive = isExclusive;
    }

    /// <summary>Whether nobody else has the database open.</summary>
    public bool IsExclusive { get; private set; }

    /// <summary>
    /// Takes the database for this process alone if nobody has it open, else shares it. Waits while another process prepares it.
    /// </summary>
    /// <exception cref="HistoryException">
    /// <see cref="HistoryFailure.Busy"/>: another process has been preparing it for too long.
    /// </exception>
    public static async Task<HistoryFileLock> AcquireAsync(
        string path, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        for (var started = timeProvider.GetTimestamp(); ;)
        {
            if (LockFile.TryLock(path) is { } exclusive)
                return new HistoryFileLock(path, timeProvider, exclusive, isExclusive: true);
            if (LockFile.TryShare(path) is { } shared)
                return new HistoryFileLock(path, timeProvider, shared, isExclusive: false);
            await WaitAsync(path, started, timeout, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets others use the database too.</summary>
    /// <remarks>A lock cannot be weakened in place. Who slips in between finds a database that is ready.</remarks>
    public async Task ShareAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!IsExclusive)
            return;
        Dispose();
        for (var started = _timeProvider.GetTimestamp(); (_stream = LockFile.TryShare(_path)) is null;)
            await WaitAsync(_path, started, timeout, _timeProvider, cancellationToken).ConfigureAwait(false);
        IsExclusive = false;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private static async Task WaitAsync(
        string path, long started, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (timeProvider.GetElapsedTime(started) > timeout)
        {
            throw new HistoryException(
                HistoryFailure.Busy, $"Another process has been preparing the history for too long; it holds '{path}'.");
        }

        await Task.Delay(RetryDelay, timeProvider, cancellationToken).ConfigureAwait(false);
    }
}
