using System.Buffers;
using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Configuration.Yaml;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks that authentication has what its method needs.</summary>
internal static class AuthValidator
{
    private static readonly string[] KeyFile = ["key_file", "key_password", "key_password_file", "key_type", "key_alias"];

    private static readonly string[] AssertionKeys = [.. KeyFile, "key_id", "algorithm", "assertion_audience"];

    private static readonly string[] TokenKeys =
        ["client_authentication", "scope", "audience", "resource", "parameters", "scheme"];

    private static readonly string[] AllKeys =
    [
        "username", "password", "token", "header", "parameter", "value", "token_url", "client_id", "client_secret", "login",
        .. TokenKeys, .. AssertionKeys,
    ];

    // What the token request says by keys of its own.
    private static readonly string[] OwnParameters =
        ["grant_type", "scope", "audience", "resource", "client_id", "client_secret", "client_assertion", "client_assertion_type"];

    // RFC 9110 section 5.6.2
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static void Validate(VendorSettings vendor, AuthSettings auth, ValidationContext context)
    {
        // A method that is missing or unknown has its own error, and says nothing of the other keys.
        var name = ScalarConverter.Format(auth.Method);
        if (context.Entry(auth, "method")?.Value is not ScalarNode given || !given.Text.Equals(name, StringComparison.OrdinalIgnoreCase))
            return;

        var (required, optional) = KeysOf(auth);
        foreach (var key in required.Where(key => !HasValue(auth, key)))
            context.Error(auth, key, $"Method '{name}' needs it.");
        foreach (var key in AllKeys.Except(required).Except(optional).Where(key => context.IsGiven(auth, key)))
            context.Warning(auth, key, $"Method '{name}' does not use it.", "Remove it, or choose the method that does.");

        if (auth.Header is { Length: > 0 } header && header.AsSpan().ContainsAnyExcept(TokenCharacters))
            context.Error(auth, "header", $"'{header}' is not a header name.");
        CheckText(auth, "token", auth.Token, context);
        if (auth.Method == AuthMethod.Header)
            CheckText(auth, "value", auth.Value, context);
        if (auth.Method == AuthMethod.OAuth2)
            CheckOAuth2(vendor, auth, context);
        if (auth is { Method: AuthMethod.Login, Login: { } login })
            LoginValidator.Validate(auth, login, context);
    }

    /// <summary>Checks that a secret can be sent in a header.</summary>
    public static void CheckText(object record, string key, Secret? secret, ValidationContext context)
    {
        if (secret is { IsKnown: true } && secret.Reveal().Any(char.IsControl))
            context.Error(
                record, key, "It holds a line break or another control character, which no header may.", "Look for a line break at its end.");
    }

    /// <summary>Checks where tokens are issued.</summary>
    public static void CheckTokenUrl(AuthSettings auth, bool allowPlaintext, ValidationContext context)
    {
        if (auth.TokenUrl is { } url)
            Addresses.Check(
                auth, "token_url", url, Addresses.IsLoopback(url) || allowPlaintext ? ["https", "http"] : ["https"], context);
    }

    private static (string[] Required, string[] Optional) KeysOf(AuthSettings auth) => auth.Method switch
    {
        AuthMethod.Basic => (["username", "password"], []),
        AuthMethod.Token => (["token"], ["scheme"]),
        AuthMethod.Bearer => (["token"], []),
        AuthMethod.Header => (["header", "value"], []),
        AuthMethod.Query => (["parameter", "value"], []),
        AuthMethod.Login => (["login"], ["username", "password", "token", "scheme", "header", "parameter"]),
        AuthMethod.OAuth2 => auth.ClientAuthentication switch
        {
            ClientAuthentication.PrivateKeyJwt => (["token_url", "client_id"], [.. TokenKeys, .. AssertionKeys]),
            ClientAuthentication.Tls => (["token_url", "client_id"], TokenKeys),
            _ => (["token_url", "client_id", "client_secret"], TokenKeys),
        },
        _ => ([], []),
    };

    private static bool HasValue(AuthSettings auth, string key) => key switch
    {
        "username" => !string.IsNullOrEmpty(auth.Username),
        "password" => auth.Password is not null,
        "token" => auth.Token is not null,
        "header" => !string.IsNullOrEmpty(auth.Header),
        "parameter" => !string.IsNullOrEmpty(auth.Parameter),
        "value" => auth.Value is not null,
        "token_url" => auth.TokenUrl is not null,
        "client_id" => !string.IsNullOrEmpty(auth.ClientId),
        "login" => auth.Login is not null,
        _ => auth.ClientSecret is not null,
    };

    private static void CheckOAuth2(VendorSettings vendor, AuthSettings auth, ValidationContext context)
    {
        CheckTokenUrl(auth, vendor.AllowPlaintext, context);
        foreach (var name in auth.Parameters.Keys.Where(name => OwnParameters.Contains(name, StringComparer.OrdinalIgnoreCase)))
            context.Error(auth, $"parameters.{name}", $"'{name}' is no further parameter.", "Use the key of its own; grant_type is always client_credentials.");
        CheckProof(vendor, auth, context);
    }

    private static void CheckProof(VendorSettings vendor, AuthSettings auth, ValidationContext context)
    {
        if (auth.ClientAuthentication == ClientAuthentication.PrivateKeyJwt && auth.Key is null && vendor.Keystore is null)
            context.Error(auth, "key_file", "private_key_jwt needs a private key.", "Give key_file, or keystore_file at the vendor.");
        if (auth.ClientAuthentication != ClientAuthentication.Tls)
            return;
        if (vendor.Keystore is null)
            context.Error(auth, "client_authentication", "'tls' needs a client certificate.", "Give keystore_file at the vendor.");
        else if (auth.TokenUrl is { Scheme: "http" })
            context.Error(auth, "token_url", "There are no certificates without TLS.", "Use https://.");
    }
}
