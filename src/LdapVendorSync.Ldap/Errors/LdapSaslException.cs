namespace LdapVendorSync.Ldap.Errors;

/// <summary>A SASL bind failed on this side, before the server could judge it or although the server accepted it. The connection has
/// ended.</summary>
public sealed class LdapSaslException : LdapException
{
    internal LdapSaslException(
        LdapEndpoint endpoint, string credential, LdapSaslFailure failure, string reason, Exception? innerException = null)
        : base($"No bind to {endpoint} by {credential}: {reason}", innerException)
    {
        Endpoint = endpoint;
        Failure = failure;
    }

    /// <summary>The server.</summary>
    public LdapEndpoint Endpoint { get; }

    /// <summary>What went wrong.</summary>
    public LdapSaslFailure Failure { get; }
}

/// <summary>Why a SASL bind failed on this side.</summary>
public enum LdapSaslFailure
{
    /// <summary>Another reason; the message has what the system says.</summary>
    Other,

    /// <summary>It cannot work with this connection or on this system, whatever the credentials; nothing was sent.</summary>
    NotPossible,

    /// <summary>There is no ticket, no keytab, or no key of the principal in it.</summary>
    NoCredentials,

    /// <summary>The key distribution centre refused the password or the key. Trying again may lock the account.</summary>
    WrongPassword,

    /// <summary>The key distribution centre does not know the user.</summary>
    UnknownUser,

    /// <summary>The account is disabled, locked or expired.</summary>
    AccountRefused,

    /// <summary>The password has expired, or must be changed before the first use.</summary>
    PasswordExpired,

    /// <summary>The ticket has expired.</summary>
    TicketExpired,

    /// <summary>The key distribution centre does not know the service principal of the server.</summary>
    UnknownService,

    /// <summary>The clocks of this machine and of the key distribution centre differ too much.</summary>
    ClockSkew,

    /// <summary>No key distribution centre of the realm can be found or reached.</summary>
    KdcUnreachable,

    /// <summary>The server did not prove who it is, or broke the protocol of the mechanism.</summary>
    ServerNotAuthenticated,
}
