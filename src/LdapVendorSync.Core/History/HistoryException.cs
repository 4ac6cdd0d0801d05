namespace LdapVendorSync.Core.History;

/// <summary>
/// The history could not be read or written. Whoever gets this for an intent must not send the request: the journal comes first.
/// </summary>
public sealed class HistoryException : Exception
{
    /// <summary>A failure with a message that an administrator can act on.</summary>
    public HistoryException(HistoryFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure it is.</summary>
    public HistoryFailure Failure { get; }
}

/// <summary>The kinds of failure of the history.</summary>
public enum HistoryFailure
{
    /// <summary>Another process kept the database locked for longer than the busy timeout.</summary>
    Busy,

    /// <summary>The disk, a quota or the database's maximal size is full.</summary>
    DiskFull,

    /// <summary>The folder or file may not be written or opened.</summary>
    NotWritable,

    /// <summary>The disk reported an error.</summary>
    InputOutput,

    /// <summary>The database is damaged. The next run sets it aside and starts a new one.</summary>
    Damaged,

    /// <summary>A newer version of the product wrote the database.</summary>
    SchemaTooNew,

    /// <summary>What identifies people is encrypted with a key that is not at hand. The file is left as it is.</summary>
    EncryptionKey,

    /// <summary>The record contradicts what is stored: a run that was never begun, a change recorded in a dry run.</summary>
    Refused,

    /// <summary>There is no such snapshot, or none to compare it with.</summary>
    SnapshotNotFound,
}
