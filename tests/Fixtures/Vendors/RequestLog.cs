using Microsoft.AspNetCore.Http;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>One request that reached the vendor test server.</summary>
public sealed class RecordedRequest
{
    /// <summary>The order of arrival, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The path, percent-encoded as it was sent.</summary>
    public required string Path { get; init; }

    /// <summary>The query with its question mark, or nothing.</summary>
    public required string Query { get; init; }

    /// <summary>The headers.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body.</summary>
    public required string Body { get; init; }

    /// <summary>The user name of the person concerned, where there is one.</summary>
    public string? Person { get; init; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was done with.</summary>
    public DateTimeOffset? FinishedAt { get; internal set; }

    /// <summary>The status of the answer; 0 where the connection was ended instead.</summary>
    public int Status { get; internal set; }

    /// <summary>Whether the request is still worked on.</summary>
    internal bool IsUnderWay { get; set; } = true;

    /// <summary>Whether it may change something.</summary>
    public bool IsWrite => Method is not ("GET" or "HEAD" or "OPTIONS");

    /// <inheritdoc />
    public override string ToString() => $"{Method} {Path}{Query}";
}

/// <summary>Every request that reached the vendor test server. Safe for concurrent use.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly Dictionary<string, int> _peopleUnderWay = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _peopleTwiceAtOnce = new(StringComparer.OrdinalIgnoreCase);
    private int _underWay;

    /// <summary>Every request, in the order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> All => Read(() => _requests.ToArray());

    /// <summary>Every request that may change something.</summary>
    public IReadOnlyList<RecordedRequest> Writes => Read(() => _requests.Where(request => request.IsWrite).ToArray());

    /// <summary>How many requests were under way at once, at most.</summary>
    public int MaxConcurrency { get; private set; }

    /// <summary>How many requests are under way.</summary>
    public int UnderWay => Read(() => _underWay);

    /// <summary>The people for whom two requests were under way at once.</summary>
    public IReadOnlyList<string> PeopleTwiceAtOnce => Read(() => _peopleTwiceAtOnce.ToArray());

    /// <summary>Forgets every request.</summary>
    public void Clear() => Read(() =>
    {
        _requests.Clear();
        _peopleTwiceAtOnce.Clear();
        MaxConcurrency = _underWay;
        return true;
    });

    /// <summary>A request has arrived.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Its path and query, percent-encoded as they were sent.</param>
    /// <param name="body">Its body.</param>
    /// <param name="person">The user name of the person concerned, where there is one.</param>
    internal RecordedRequest Begin(HttpRequest request, string target, string body, string? person = null) => Read(() =>
    {
        var path = target.Split('?')[0];
        var record = new RecordedRequest
        {
            Number = _requests.Count + 1,
            Method = request.Method,
            Path = path,
            Query = target[path.Length..],
            Headers = request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = body,
            Person = person,
            StartedAt = DateTimeOffset.UtcNow,
        };
        _requests.Add(record);
        MaxConcurrency = Math.Max(MaxConcurrency, ++_underWay);
        if (person is not null && (_peopleUnderWay[person] = _peopleUnderWay.GetValueOrDefault(person) + 1) > 1)
            _peopleTwiceAtOnce.Add(person);
        return record;
    });

    /// <summary>The answer is ready: as soon as it is sent, the client may rightly ask for the same person again.</summary>
    internal void Answer(RecordedRequest request) => Read(() => Leave(request));

    internal void End(RecordedRequest request, int status) => Read(() =>
    {
        request.Status = status;
        request.FinishedAt = DateTimeOffset.UtcNow;
        return Leave(request);
    });

    private bool Leave(RecordedRequest request)
    {
        if (!request.IsUnderWay)
            return false;
        request.IsUnderWay = false;
        _underWay--;
        if (request.Person is { } person && --_peopleUnderWay[person] == 0)
            _peopleUnderWay.Remove(person);
        return true;
    }

    private T Read<T>(Func<T> access)
    {
        lock (_gate)
            return access();
    }
}
