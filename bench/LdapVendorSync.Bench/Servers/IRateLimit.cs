namespace LdapVendorSync.Bench.Servers;

/// <summary>A vendor's limit of requests.</summary>
internal interface IRateLimit
{
    /// <summary>Asks for the right to send one more request.</summary>
    RateLimitAnswer Take();
}

/// <summary>What a limit says to a request.</summary>
/// <param name="IsGranted">Whether it may be sent.</param>
/// <param name="Remaining">How many more may be sent now.</param>
/// <param name="Reset">The seconds until there are more.</param>
internal readonly record struct RateLimitAnswer(bool IsGranted, int Remaining, double Reset);
