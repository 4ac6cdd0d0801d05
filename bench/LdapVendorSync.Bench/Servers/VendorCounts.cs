namespace LdapVendorSync.Bench.Servers;

/// <summary>What a vendor of the vendor server saw since its start or the last reset. Times are seconds on the server's own clock.</summary>
internal sealed record VendorCounts
{
    /// <summary>All requests, with those that were refused.</summary>
    public int Requests { get; init; }

    /// <summary>The requests that asked for a change.</summary>
    public int Writes { get; init; }

    /// <summary>The requests that were refused with 429.</summary>
    public int Refused { get; init; }

    /// <summary>The most requests that were under way at one time.</summary>
    public int MostAtOnce { get; init; }

    /// <summary>The memberships that came into being.</summary>
    public int Added { get; init; }

    /// <summary>The memberships that ended.</summary>
    public int Removed { get; init; }

    /// <summary>The accounts that got the last name they should have.</summary>
    public int Updated { get; init; }

    /// <summary>When the first request came.</summary>
    public double First { get; init; }

    /// <summary>When the last one was answered.</summary>
    public double Last { get; init; }

    /// <summary>When the first request for a change came.</summary>
    public double FirstWrite { get; init; }

    /// <summary>When the last one of these was answered.</summary>
    public double LastWrite { get; init; }

    /// <summary>The seconds that a request for a change took on the average, from its head to its answer.</summary>
    public double WriteSeconds { get; init; }
}
