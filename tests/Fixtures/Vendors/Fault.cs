using System.Text.Json.Serialization;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>One way in which the vendor test server misbehaves, and for which requests.</summary>
public sealed record Fault
{
    /// <summary>What happens.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Only requests with this method.</summary>
    public string? Method { get; init; }

    /// <summary>Only requests whose path and query match this regular expression.</summary>
    public string? Path { get; init; }

    /// <summary>Only requests that concern one of these people, by user name: in the path, the query or the body.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>So many matching requests pass unharmed first.</summary>
    public int Skip { get; init; }

    /// <summary>So many requests are hit; 0 for all.</summary>
    public int Times { get; init; }

    /// <summary>The status, for <see cref="FaultKind.Status"/> and <see cref="FaultKind.StatusAfter"/>.</summary>
    public int Status { get; init; } = 500;

    /// <summary>The Retry-After header, for the same.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The body, for the same.</summary>
    public string? Body { get; init; }

    /// <summary>The Location header, for the same.</summary>
    public string? Location { get; init; }

    /// <summary>Further headers, for the same.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long, for <see cref="FaultKind.Slow"/>, in milliseconds.</summary>
    public int DelayMilliseconds { get; init; } = 1000;

    /// <summary>Called for each request that is hit: before its effect, or after it where the kind says that it has one.</summary>
    [JsonIgnore]
    public Action? Struck { get; init; }
}

/// <summary>What happens to a request.</summary>
public enum FaultKind
{
    /// <summary>It is answered with a status and has no effect.</summary>
    Status,

    /// <summary>It has its effect, and is then answered with a status, as a gateway in between does that gave up too early.</summary>
    StatusAfter,

    /// <summary>The connection is reset, the request has no effect.</summary>
    Reset,

    /// <summary>The request has its effect, then the connection is reset.</summary>
    ResetAfter,

    /// <summary>The connection ends in the middle of the body.</summary>
    Truncate,

    /// <summary>The body ends in the middle, the lengths are right: what a broken proxy makes of it.</summary>
    Garble,

    /// <summary>A page for people, with status 200.</summary>
    Html,

    /// <summary>No body, with status 200.</summary>
    Empty,

    /// <summary>It takes long.</summary>
    Slow,

    /// <summary>It is never answered.</summary>
    Hang,

    /// <summary>It has its effect and is never answered.</summary>
    HangAfter,

    /// <summary>Half of the body, and then nothing.</summary>
    HangInBody,

    /// <summary>Every page is the first page.</summary>
    RepeatPage,

    /// <summary>Every page is the first page, and whatever says that there is a next one says so for ever.</summary>
    EndlessPages,

    /// <summary>The total says half as much as there is.</summary>
    LieAboutTotal,

    /// <summary>The last item of each page is the first of the next.</summary>
    OverlapPages,

    /// <summary>The page is not the one that was asked for, but the one behind it; a total still counts everybody.</summary>
    DropPage,

    /// <summary>The page is empty, although it and others behind it should not be.</summary>
    EmptyPage,

    /// <summary>The next page is said to be the one that was asked for.</summary>
    NextIsItself,

    /// <summary>The members are those of another group.</summary>
    AnotherGroup,
}
