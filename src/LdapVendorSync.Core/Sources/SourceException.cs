namespace LdapVendorSync.Core.Sources;

/// <summary>A source could not do what was asked.</summary>
public sealed class SourceException : Exception
{
    /// <summary>A failure with a message that an administrator can act on.</summary>
    public SourceException(SourceFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure it is; decides whether others go on and whether it may be retried.</summary>
    public SourceFailure Failure { get; }
}

/// <summary>The kinds of failure of a source.</summary>
public enum SourceFailure
{
    /// <summary>The server cannot be reached or its certificate is not trusted.</summary>
    Unavailable,

    /// <summary>The server had answered before, but broke off in the middle of a read.</summary>
    Interrupted,

    /// <summary>The credentials were refused. Never retried: it would lock the account.</summary>
    Authentication,

    /// <summary>The group is not there. An error of its mapping alone.</summary>
    GroupNotFound,

    /// <summary>A name fits several groups.</summary>
    GroupAmbiguous,

    /// <summary>The account may not read what was asked for.</summary>
    AccessDenied,

    /// <summary>The answer or file cannot be understood.</summary>
    Malformed,

    /// <summary>The server answered with an error.</summary>
    ServerError,
}
