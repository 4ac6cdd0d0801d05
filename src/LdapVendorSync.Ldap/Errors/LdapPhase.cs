namespace LdapVendorSync.Ldap.Errors;

/// <summary>What a connection was busy with when a time limit ran out.</summary>
public enum LdapPhase
{
    /// <summary>Looking up the name and opening the TCP connection.</summary>
    Connect,

    /// <summary>The TLS handshake.</summary>
    TlsHandshake,

    /// <summary>Waiting for the answer to StartTLS.</summary>
    StartTls,

    /// <summary>Waiting for the answer to a bind.</summary>
    Bind,

    /// <summary>Getting a ticket from the Kerberos key distribution centre.</summary>
    Ticket,

    /// <summary>Sending a request.</summary>
    Send,

    /// <summary>Waiting for the first answer to a request.</summary>
    FirstAnswer,

    /// <summary>Waiting for the next answer, after some had come.</summary>
    NextAnswer,
}
