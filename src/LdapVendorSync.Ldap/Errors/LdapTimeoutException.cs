using System.Globalization;

namespace LdapVendorSync.Ldap.Errors;

/// <summary>The server did not answer within a time limit.</summary>
public sealed class LdapTimeoutException : LdapException
{
    internal LdapTimeoutException(
        LdapEndpoint endpoint, LdapPhase phase, TimeSpan limit, Exception? innerException = null, string? details = null)
        : base(Describe(endpoint, phase, limit, details is null ? string.Empty : $" ({details})"), innerException)
    {
        Endpoint = endpoint;
        Phase = phase;
        Limit = limit;
    }

    /// <summary>The server.</summary>
    public LdapEndpoint Endpoint { get; }

    /// <summary>What was being waited for.</summary>
    public LdapPhase Phase { get; }

    /// <summary>The limit that ran out.</summary>
    public TimeSpan Limit { get; }

    private static string Describe(LdapEndpoint endpoint, LdapPhase phase, TimeSpan limit, string details)
    {
        var time = string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0.###} s");
        return phase switch
        {
            LdapPhase.Connect => $"{endpoint} did not accept a connection within {time}{details}. Check host, port and firewall.",
            LdapPhase.TlsHandshake => $"{endpoint} did not finish the TLS handshake within {time}. Check that this port speaks TLS.",
            LdapPhase.StartTls => $"{endpoint} did not answer the StartTLS request within {time}.",
            LdapPhase.Bind =>
                $"{endpoint} did not answer the bind within {time}. The server accepts connections but may be hung or overloaded.",
            LdapPhase.Ticket =>
                $"No Kerberos ticket for {endpoint} came within {time}. Check that the key distribution centre (KDC) can be reached.",
            LdapPhase.Send => $"{endpoint} did not take in a request within {time}. The server may be hung, or the network is cut.",
            LdapPhase.FirstAnswer =>
                $"{endpoint} did not answer a request within {time}. The server may be hung or busy, or the search too broad.",
            _ => $"{endpoint} fell silent in the middle of an answer for {time}; what came before is incomplete.",
        };
    }
}
