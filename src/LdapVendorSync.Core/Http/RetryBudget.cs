using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// How many retries a vendor may cost a run: where many requests fail, trying each of them again only makes the failure longer.
/// </summary>
/// <param name="limit">A count, a share of the requests, or both; <see langword="null"/> for no limit.</param>
internal sealed class RetryBudget(CountOrShare? limit)
{
    /// <summary>A share of few requests would be nothing.</summary>
    public const int AlwaysFree = 10;

    private readonly Lock _gate = new();
    private int _requests;
    private int _retries;
    private int _refused;

    /// <summary>The limit, as it was configured.</summary>
    public CountOrShare? Limit { get; } = limit;

    /// <summary>Counts a request, however often it will be sent.</summary>
    public void CountRequest()
    {
        lock (_gate)
            _requests++;
    }

    /// <summary>Asks for one retry.</summary>
    /// <param name="isFirstRefusal">Whether it is refused for the first time.</param>
    /// <returns>Whether it may be made.</returns>
    public bool TryTake(out bool isFirstRefusal)
    {
        lock (_gate)
        {
            isFirstRefusal = false;
            if (_retries < Allowed())
            {
                _retries++;
                return true;
            }

            isFirstRefusal = _refused++ == 0;
            return false;
        }
    }

    private double Allowed()
    {
        var byCount = Limit?.Count ?? double.PositiveInfinity;
        var byShare = Limit?.Percent is { } percent ? AlwaysFree + (_requests * percent / 100) : double.PositiveInfinity;
        return Math.Min(byCount, byShare);
    }
}
