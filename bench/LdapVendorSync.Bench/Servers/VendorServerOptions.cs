namespace LdapVendorSync.Bench.Servers;

/// <summary>What the vendor server holds at its start, and how it answers.</summary>
internal sealed record VendorServerOptions
{
    /// <summary>How many vendors it is, each with accounts, groups, limits and counts of its own.</summary>
    public int Vendors { get; init; } = 1;

    /// <summary>The accounts of each: <see cref="BenchPerson"/> 0 and up.</summary>
    public int Accounts { get; init; }

    /// <summary>The groups of each: <c>group-0</c> and up.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>The members of each group at the start; see <see cref="BenchPerson.OfGroup"/>.</summary>
    public int MembersPerGroup { get; init; }

    /// <summary>Whether every account has an outdated last name at the start.</summary>
    public bool IsOutdated { get; init; }

    /// <summary>How long every request takes, in milliseconds.</summary>
    public double LatencyMilliseconds { get; init; }

    /// <summary>The requests each vendor takes in a second; beyond it, 429 with Retry-After. <see langword="null"/> for no limit.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>
    /// The seconds of the windows in which requests are counted; without it no second, wherever it begins, may have more than
    /// <see cref="RequestsPerSecond"/>.
    /// </summary>
    public int? WindowSeconds { get; init; }

    /// <summary>Whether answers tell of the limit: <c>RateLimit-Limit</c>, <c>-Remaining</c> and <c>-Reset</c>, the last in whole seconds.</summary>
    public bool TellsLimit { get; init; }
}
