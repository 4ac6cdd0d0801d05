namespace LdapVendorSync.Core.Vendors;

/// <summary>A vendor did not do what was asked.</summary>
public sealed class VendorException : Exception
{
    /// <summary>A failure with a message that an administrator can act on.</summary>
    public VendorException(VendorFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure it is; decides whether the vendor goes on.</summary>
    public VendorFailure Failure { get; }

    /// <summary>The HTTP status code, where one was received.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The vendor's own id of the request, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the request may have had its effect although no answer confirmed it.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>Whether no request left: it was known before that the vendor would not do it.</summary>
    public bool NotSent { get; init; }

    /// <summary>When the vendor may be asked again, where it said so.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Whether another attempt might have helped, and was not made because the run's retries were used up.</summary>
    public bool RetryWithheld { get; init; }

    /// <summary>What became of the same request, said otherwise.</summary>
    internal VendorException Restate(
        string message,
        VendorFailure? failure = null,
        bool? outcomeUnknown = null,
        bool? notSent = null,
        DateTimeOffset? retryAt = null,
        bool? retryWithheld = null) =>
        new(failure ?? Failure, message, this)
        {
            StatusCode = StatusCode,
            RequestId = RequestId,
            OutcomeUnknown = outcomeUnknown ?? OutcomeUnknown,
            NotSent = notSent ?? NotSent,
            RetryAt = retryAt ?? RetryAt,
            RetryWithheld = retryWithheld ?? RetryWithheld,
        };
}

/// <summary>The kinds of failure of a vendor.</summary>
public enum VendorFailure
{
    /// <summary>The vendor cannot be reached, is overloaded or answers with 5xx after all retries.</summary>
    Unavailable,

    /// <summary>The credentials were refused: the vendor is stopped at once, nothing is retried.</summary>
    Authentication,

    /// <summary>The group or account is not there.</summary>
    NotFound,

    /// <summary>The request contradicts what the vendor has, for example a user name that is taken.</summary>
    Conflict,

    /// <summary>Several accounts or groups fit where one was asked for.</summary>
    Ambiguous,

    /// <summary>The vendor refused the request as it stands (4xx); sending it again would not help.</summary>
    Rejected,

    /// <summary>The vendor asks for a longer pause than the configured cap.</summary>
    RateLimited,

    /// <summary>The vendor stopped answering anybody in the middle of its work, and was given up after some waiting.</summary>
    Down,

    /// <summary>The answer cannot be understood.</summary>
    Malformed,

    /// <summary>The vendor or its configuration does not offer the operation.</summary>
    Unsupported,

    /// <summary>The run was ended before the request was sent.</summary>
    Cancelled,

    /// <summary>The provider's own guard holds it back: with it, too many people would lose what they have. Nothing was sent.</summary>
    Held,
}
