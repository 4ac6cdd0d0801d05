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
    public SyncExitCode ExitCode => Failure == TraceFailure.SourceUnreadable
        ? SyncExitCode.NoSourceReadable
        : SyncExitCode.ConfigurationInvalid;

    /// <summary>Several people fit.</summary>
    internal static TraceException Ambiguous(string text, IReadOnlyList<TracedPerson> candidates) => new(
        TraceFailure.PersonAmbiguous,
        $"'{text}' fits several people; name the one who is meant by id or DN: {string.Join("; ", candidates.Select(Describe))}.")
    {
        Candidates = candidates,
    };

    private static string Describe(TracedPerson person) => string.Join(
        ", ",
        new[]
        {
            person.Name,
            person.SourceId is { } id ? $"id '{id}' at '{person.Source}'" : null,
            person.DistinguishedName is { } dn ? $"'{dn}'" : null,
            person.VendorId is { } vendorId ? $"account '{vendorId}'" : null,
        }.OfType<string>());
}

/// <summary>What is wrong with a question.</summary>
public enum TraceFailure
{
    /// <summary>There is no such vendor.</summary>
    VendorNotFound,

    /// <summary>The moment is still to come.</summary>
    MomentToCome,

    /// <summary>Nobody of this name was found.</summary>
    PersonNotFound,

    /// <summary>Several people fit.</summary>
    PersonAmbiguous,

    /// <summary>Nobody of this name was found, but a side that may know them could not be read.</summary>
    SourceUnreadable,
}
