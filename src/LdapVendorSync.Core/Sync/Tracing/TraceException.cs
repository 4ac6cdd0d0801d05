namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>The question cannot be answered as it was asked: nobody or several are meant.</summary>
public sealed class TraceException : Exception
{
    /// <summary>A failure with a message that tells how to ask.</summary>
    public TraceException(TraceFailure failure, string message)
        : base(message) => Failure = failure;

    /// <summary>What is wrong with the question.</summary>
    public TraceFailure Failure { get; }

    /// <summary>Those who may be meant; none where nobody is.</summary>
    public IReadOnlyList<TracedPerson> Candidates { get; init; } = [];

    /// <summary>The exit code of a process that ends on it.</summary>
    public SyncExitCode ExitCode => Failure == TraceFailure.SourceUnreadable ? SyncExitCode.NoSourceReadable : SyncExitCode.ConfigurationInvalid;
}

/// <summary>What is wrong with a question.</summary>
public enum TraceFailure
{
    /// <summary>There is no such vendor.</summary>
    VendorNotFound,

    /// <summary>Nobody of this name was found.</summary>
    PersonNotFound,

    /// <summary>Several people fit.</summary>
    PersonAmbiguous,

    /// <summary>Nobody of this name was found, but a side that may know them could not be read.</summary>
    SourceUnreadable,
}
