using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Tls;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Turns what the LDAP client reports into faults of a source.</summary>
internal static class LdapFault
{
    /// <summary>Whether trying again may help: the way to the server was at fault, or the server was busy, but no answer of it.</summary>
    public static bool IsTransient(LdapException error) => error switch
    {
        LdapConnectException or LdapTimeoutException or LdapConnectionLostException => true,
        LdapSaslException sasl => sasl.Failure == LdapSaslFailure.KdcUnreachable,
        LdapTlsException tls => tls.Failures == CertificateFailures.None,
        LdapResultException result => IsTransient(result.Code),
        _ => false,
    };

    public static bool IsTransient(LdapResultCode code) => code is LdapResultCode.Busy or LdapResultCode.Unavailable;

    /// <summary>Whether a bind was refused in a way that may count as a wrong password, or that no repetition changes.</summary>
    public static bool IsRefusal(LdapException error) =>
        error is LdapPlaintextPasswordException or LdapResultException or LdapSaslException && !IsTransient(error);

    /// <summary>What a result that says nothing of the entry itself means to a read: a limit was reached, or it failed.</summary>
    public static ReadReasonKind KindOf(LdapResultCode code) =>
        code is LdapResultCode.SizeLimitExceeded or LdapResultCode.TimeLimitExceeded or LdapResultCode.AdminLimitExceeded
            ? ReadReasonKind.LimitExceeded
            : ReadReasonKind.Error;

    public static SourceFailure Classify(LdapException error) => error switch
    {
        LdapPlaintextPasswordException => SourceFailure.Authentication,
        LdapSaslException { Failure: not LdapSaslFailure.KdcUnreachable } => SourceFailure.Authentication,
        LdapProtocolException => SourceFailure.Malformed,
        LdapResultException result => Classify(result.Code),
        _ => SourceFailure.Unavailable,
    };

    /// <summary>
    /// What a fault means once a server had been reached: one that was there is a fault of what was being read; one that never was is a fault
    /// of the source.
    /// </summary>
    public static SourceFailure Interrupted(SourceFailure failure) =>
        failure == SourceFailure.Unavailable ? SourceFailure.Interrupted : failure;

    /// <summary>What a result other than success means for what was asked.</summary>
    /// <remarks>Active Directory answers an anonymous search with operationsError: "a successful bind must be completed".</remarks>
    public static SourceFailure Classify(LdapResultCode code) => code switch
    {
        LdapResultCode.Busy or LdapResultCode.Unavailable => SourceFailure.Unavailable,
        LdapResultCode.InsufficientAccessRights or LdapResultCode.ConfidentialityRequired or LdapResultCode.StrongerAuthRequired
            or LdapResultCode.InappropriateAuthentication or LdapResultCode.OperationsError => SourceFailure.AccessDenied,
        LdapResultCode.InvalidCredentials => SourceFailure.Authentication,
        _ => SourceFailure.ServerError,
    };
}
