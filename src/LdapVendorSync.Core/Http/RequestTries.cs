namespace LdapVendorSync.Core.Http;

/// <summary>How often a request was sent, and how many of these attempts count towards its retries. Not safe for concurrent use.</summary>
internal sealed class RequestTries
{
    /// <summary>How many attempts may be excused.</summary>
    public const int MostExcused = 3;

    private int _excused;

    /// <summary>How often it was sent.</summary>
    public int Sent { get; private set; }

    /// <summary>How many of the attempts count.</summary>
    public int Charged => Sent - _excused;

    /// <summary>Counts an attempt.</summary>
    /// <returns>
    /// Whether it is excused: it was refused for being one too many, which is the doing of the client rather than of the request.
    /// </returns>
    public bool Count(HttpAttempt attempt)
    {
        Sent++;
        var isExcused = attempt.WasTooMany && _excused < MostExcused;
        if (isExcused)
            _excused++;
        return isExcused;
    }
}
