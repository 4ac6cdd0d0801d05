using System.Globalization;
using System.Text;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>
/// Rate limits as Okta has them: so many requests in a window, and so many at once (https://developer.okta.com/docs/reference/rate-limits/).
/// </summary>
internal sealed class OktaLimits(OktaOptions options, Func<DateTimeOffset> now)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _reset;
    private int _used;
    private int _underWay;

    /// <summary>A refusal that asks for a short pause.</summary>
    public static Fault ToFault(DateTimeOffset now)
    {
        var refusal = TooMany();
        return new Fault
        {
            Kind = FaultKind.Status,
            Status = refusal.Status,
            Body = Encoding.UTF8.GetString(refusal.Body),
            Headers = Describe(refusal, 600, 0, now).Headers,
        };
    }

    /// <summary>Counts a request in.</summary>
    /// <returns>The refusal; <see langword="null"/> where it may be worked on.</returns>
    public VendorReply? Begin()
    {
        lock (_gate)
        {
            _underWay++;
            if (options.MaxConcurrency is { } most && _underWay > most)
                return RefuseConcurrent();
            if (options.RequestsPerWindow is not { } limit)
                return null;
            if (now() >= _reset)
                (_reset, _used) = (now() + options.Window, 0);
            return ++_used > limit ? Refuse(limit) : null;
        }
    }

    /// <summary>Counts a request out.</summary>
    public void End()
    {
        lock (_gate)
            _underWay--;
    }

    /// <summary>Tells in an answer what is left.</summary>
    public void Describe(VendorReply reply)
    {
        lock (_gate)
        {
            if (options.RequestsPerWindow is { } limit)
                Describe(reply, limit, Math.Max(0, limit - _used), _reset);
        }
    }

    private static VendorReply Describe(VendorReply reply, int limit, int remaining, DateTimeOffset reset)
    {
        reply.Headers.TryAdd("X-Rate-Limit-Limit", limit.ToString(CultureInfo.InvariantCulture));
        reply.Headers.TryAdd("X-Rate-Limit-Remaining", remaining.ToString(CultureInfo.InvariantCulture));
        // The second in which the window has surely ended.
        reply.Headers.TryAdd("X-Rate-Limit-Reset", (reset.ToUnixTimeSeconds() + 1).ToString(CultureInfo.InvariantCulture));
        return reply;
    }

    private VendorReply Refuse(int limit) => Describe(TooMany(), limit, 0, _reset);

    // The headers of such a refusal are about nothing: no limit, nothing left, and a reset that is over.
    private VendorReply RefuseConcurrent() => Describe(TooMany(), 0, 0, now().AddSeconds(-1));

    private static VendorReply TooMany() => OktaReply.Error(429, "E0000047", "API call exceeded rate limit due to too many requests.");
}
