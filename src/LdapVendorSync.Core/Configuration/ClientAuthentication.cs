namespace LdapVendorSync.Core.Configuration;

/// <summary>How a client proves to a token endpoint who it is.</summary>
public enum ClientAuthentication
{
    /// <summary><c>client_secret_basic</c>: id and secret in the Authorization header (RFC 6749 section 2.3.1).</summary>
    Basic,

    /// <summary><c>client_secret_post</c>: id and secret in the form (RFC 6749 section 2.3.1).</summary>
    Post,

    /// <summary><c>private_key_jwt</c>: an assertion signed with a private key (RFC 7523 section 2.2).</summary>
    PrivateKeyJwt,

    /// <summary><c>tls_client_auth</c>: the client certificate of the connection alone (RFC 8705 section 2).</summary>
    Tls,
}
