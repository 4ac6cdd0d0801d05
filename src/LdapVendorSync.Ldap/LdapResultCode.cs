namespace LdapVendorSync.Ldap;

/// <summary>The result codes of RFC 4511 appendix A, and those of the extensions this client speaks.</summary>
/// <remarks>A server may answer with a code that is not named here; the enum then holds its bare number.</remarks>
public enum LdapResultCode
{
    /// <summary>The operation succeeded.</summary>
    Success = 0,

    /// <summary>Operations arrived in a wrong order, or the server is not ready for this one.</summary>
    OperationsError = 1,

    /// <summary>The server did not understand the request.</summary>
    ProtocolError = 2,

    /// <summary>The time limit of the request or of the server ran out; what came before is incomplete.</summary>
    TimeLimitExceeded = 3,

    /// <summary>The size limit of the request or of the server was reached; what came before is incomplete.</summary>
    SizeLimitExceeded = 4,

    /// <summary>The compare operation found no match.</summary>
    CompareFalse = 5,

    /// <summary>The compare operation found a match.</summary>
    CompareTrue = 6,

    /// <summary>The server does not offer this authentication method.</summary>
    AuthMethodNotSupported = 7,

    /// <summary>The server demands stronger authentication or a protected connection.</summary>
    StrongerAuthRequired = 8,

    /// <summary>Another server must be asked.</summary>
    Referral = 10,

    /// <summary>A limit set by the server's administrator was exceeded; what came before is incomplete.</summary>
    AdminLimitExceeded = 11,

    /// <summary>A control marked critical is not supported.</summary>
    UnavailableCriticalExtension = 12,

    /// <summary>The operation needs a protected connection.</summary>
    ConfidentialityRequired = 13,

    /// <summary>A SASL bind goes on with a further step.</summary>
    SaslBindInProgress = 14,

    /// <summary>The entry has no such attribute.</summary>
    NoSuchAttribute = 16,

    /// <summary>The attribute is not known to the server's schema.</summary>
    UndefinedAttributeType = 17,

    /// <summary>The matching rule does not fit the attribute.</summary>
    InappropriateMatching = 18,

    /// <summary>A value violates a constraint.</summary>
    ConstraintViolation = 19,

    /// <summary>The attribute or value is there already.</summary>
    AttributeOrValueExists = 20,

    /// <summary>A value does not have the syntax of its attribute.</summary>
    InvalidAttributeSyntax = 21,

    /// <summary>The entry does not exist, or may not be seen.</summary>
    NoSuchObject = 32,

    /// <summary>An alias could not be followed.</summary>
    AliasProblem = 33,

    /// <summary>A distinguished name is malformed.</summary>
    InvalidDnSyntax = 34,

    /// <summary>An alias was found where it could not be followed.</summary>
    AliasDereferencingProblem = 36,

    /// <summary>The credentials do not fit this entry or method.</summary>
    InappropriateAuthentication = 48,

    /// <summary>The name or the password is wrong.</summary>
    InvalidCredentials = 49,

    /// <summary>The account lacks the right to do this.</summary>
    InsufficientAccessRights = 50,

    /// <summary>The server is too busy; it may be asked again later.</summary>
    Busy = 51,

    /// <summary>The server is shutting down or a part of it is offline.</summary>
    Unavailable = 52,

    /// <summary>The server refuses to do this.</summary>
    UnwillingToPerform = 53,

    /// <summary>The server found a loop.</summary>
    LoopDetect = 54,

    /// <summary>The name violates the structure rules of the directory.</summary>
    NamingViolation = 64,

    /// <summary>The entry violates its object class.</summary>
    ObjectClassViolation = 65,

    /// <summary>The operation is allowed on leaf entries only.</summary>
    NotAllowedOnNonLeaf = 66,

    /// <summary>The operation is not allowed on the entry's own name.</summary>
    NotAllowedOnRdn = 67,

    /// <summary>The entry exists already.</summary>
    EntryAlreadyExists = 68,

    /// <summary>Object classes may not be changed in this way.</summary>
    ObjectClassModsProhibited = 69,

    /// <summary>The operation would need several servers.</summary>
    AffectsMultipleDsas = 71,

    /// <summary>Another error; the diagnostic message may say which.</summary>
    Other = 80,

    /// <summary>The operation was cancelled (RFC 3909).</summary>
    Canceled = 118,

    /// <summary>There is no such operation to cancel (RFC 3909).</summary>
    NoSuchOperation = 119,

    /// <summary>It is too late to cancel (RFC 3909).</summary>
    TooLate = 120,

    /// <summary>This operation cannot be cancelled (RFC 3909).</summary>
    CannotCancel = 121,

    /// <summary>The content must be read afresh (content synchronisation, RFC 4533).</summary>
    SyncRefreshRequired = 4096,
}
