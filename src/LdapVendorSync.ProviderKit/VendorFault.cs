namespace LdapVendorSync.ProviderKit;

/// <summary>One way in which a vendor misbehaves.</summary>
public sealed record VendorFault
{
    /// <summary>What happens.</summary>
    public required VendorFaultKind Kind { get; init; }

    /// <summary>Which requests it happens to.</summary>
    public RequestKind On { get; init; } = RequestKind.Any;

    /// <summary>To how many requests; 0 for every one.</summary>
    public int Times { get; init; }

    /// <summary>How many matching requests pass unharmed first.</summary>
    public int Skip { get; init; }

    /// <summary>The pause that <see cref="VendorFaultKind.TooManyRequests"/> asks for, in seconds; none where left out.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>What the answer says, for the kinds that answer with an error.</summary>
    public string? Body { get; init; }
}

/// <summary>What happens to a request.</summary>
public enum VendorFaultKind
{
    /// <summary>It is refused for now (HTTP 429) and has no effect.</summary>
    TooManyRequests,

    /// <summary>It fails at the vendor (HTTP 500) and has no effect.</summary>
    ServerError,

    /// <summary>Its credentials are refused (HTTP 401) and it has no effect.</summary>
    Unauthorized,

    /// <summary>It is never answered and has no effect.</summary>
    Silence,

    /// <summary>The connection ends without an answer, and it has no effect.</summary>
    Disconnect,

    /// <summary>It has its effect, and the connection ends without an answer.</summary>
    LostAnswer,

    /// <summary>It has its effect, and the connection ends in the middle of the answer.</summary>
    CutAnswer,

    /// <summary>It is answered with success and a page for people, and has no effect: a sign-in page, a proxy's message.</summary>
    Nonsense,
}

/// <summary>Which requests a misbehaviour happens to.</summary>
public enum RequestKind
{
    /// <summary>All.</summary>
    Any,

    /// <summary>Those that change nothing.</summary>
    Read,

    /// <summary>Those that may change something.</summary>
    Write,
}
