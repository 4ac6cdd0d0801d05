namespace LdapVendorSync.Core.Http;

/// <summary>What the latency of answers says of how many requests a server gets at once.</summary>
internal enum LatencyVerdict
{
    /// <summary>Nothing.</summary>
    Usual,

    /// <summary>Answers take clearly longer than usual, and fewer requests at once may help.</summary>
    Degraded,

    /// <summary>Fewer requests at once made answers no faster: the server is slower by itself.</summary>
    InVain,
}
