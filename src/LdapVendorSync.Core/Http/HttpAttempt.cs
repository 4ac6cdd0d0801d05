using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http;

/// <summary>What one attempt to send a request came to: an answer of whatever status, or a failure.</summary>
internal sealed record HttpAttempt
{
    /// <summary>The answer.</summary>
    public VendorHttpResponse? Response { get; init; }

    /// <summary>The failure, also of an answer that is one.</summary>
    public VendorException? Error { get; init; }

    /// <summary>Whether another attempt may help.</summary>
    public bool IsTransient { get; init; }

    /// <summary>
    /// Whether the application did not answer: no connection, none that lasted, no answer in time, or only a gateway's word that there is
    /// nobody behind it.
    /// </summary>
    public bool IsUnanswered { get; init; }

    /// <summary>Whether the request may have had its effect although no answer confirmed it.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>How long the vendor asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether it was refused as one too many at once: fewer go at once since, so that the next attempt is another matter.</summary>
    public bool WasTooMany { get; init; }

    /// <summary>How many of the request's retries are used up; <see langword="null"/> where the next attempt is none of them.</summary>
    public int? Retries { get; init; }
}
