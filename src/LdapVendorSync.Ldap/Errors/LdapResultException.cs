namespace LdapVendorSync.Ldap.Errors;

/// <summary>The server refused an operation.</summary>
public sealed class LdapResultException : LdapException
{
    internal LdapResultException(LdapEndpoint endpoint, string operation, LdapResult result)
        : base($"{endpoint} refused the {operation}: {result.ToString().TrimEnd('.')}{Hint(result)}")
    {
        Endpoint = endpoint;
        Result = result;
    }

    /// <summary>The server.</summary>
    public LdapEndpoint Endpoint { get; }

    /// <summary>The server's answer.</summary>
    public LdapResult Result { get; }

    /// <summary>The result code of the answer.</summary>
    public LdapResultCode Code => Result.Code;

    private static string Hint(LdapResult result)
    {
        if (ActiveDirectoryLogonFailure.Find(result.DiagnosticMessage) is { } failure) return $" ({failure.Description})";

        return result.Code switch
        {
            LdapResultCode.InvalidCredentials => ". Check the bind name and its password.",
            LdapResultCode.AuthMethodNotSupported =>
                ". The server does not offer this mechanism; see supportedSASLMechanisms in its root DSE.",
            LdapResultCode.ConfidentialityRequired or LdapResultCode.StrongerAuthRequired => ". Use StartTLS or LDAPS.",
            LdapResultCode.InvalidDnSyntax => ". Check how the name is written and escaped (RFC 4514).",
            _ => string.Empty,
        };
    }
}
