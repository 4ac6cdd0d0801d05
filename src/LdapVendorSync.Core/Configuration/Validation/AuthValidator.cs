using System.Buffers;
using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Configuration.Yaml;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks that authentication has what its method needs.</summary>
internal static class AuthValidator
{
    private static readonly string[] AllKeys =
        ["username", "password", "token", "scheme", "header", "value", "token_url", "client_id", "client_secret", "scope"];

    // RFC 9110 section 5.6.2
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static void Validate(VendorSettings vendor, AuthSettings auth, ValidationContext context)
    {
        // A method that is missing or unknown has its own error, and says nothing of the other keys.
        var name = ScalarConverter.Format(auth.Method);
        if (context.Entry(auth, "method")?.Value is not ScalarNode given || !given.Text.Equals(name, StringComparison.OrdinalIgnoreCase))
            return;

        var (required, optional) = KeysOf(auth.Method);
        foreach (var key in required.Where(key => !HasValue(auth, key)))
            context.Error(auth, key, $"Method '{name}' needs it.");
        foreach (var key in AllKeys.Except(required).Except(optional).Where(key => context.IsGiven(auth, key)))
            context.Warning(auth, key, $"Method '{name}' does not use it.", "Remove it, or choose the method that does.");

        if (auth.Header is { Length: > 0 } header && header.AsSpan().ContainsAnyExcept(TokenCharacters))
            context.Error(auth, "header", $"'{header}' is not a header name.");
        CheckText(auth, "token", auth.Token, context);
        CheckText(auth, "value", auth.Value, context);
        if (auth.TokenUrl is { } url)
            Addresses.Check(
                auth, "token_url", url, Addresses.IsLoopback(url) || vendor.AllowPlaintext ? ["https", "http"] : ["https"], context);
        if (auth.Method == AuthMethod.OAuth2)
            context.NotAvailable(auth, "method", "oauth2 comes with a later version; use a token", refusesRun: true, vendor.Name);
    }

    private static (string[] Required, string[] Optional) KeysOf(AuthMethod method) => method switch
    {
        AuthMethod.Basic => (["username", "password"], []),
        AuthMethod.Token => (["token"], ["scheme"]),
        AuthMethod.Bearer => (["token"], []),
        AuthMethod.Header => (["header", "value"], []),
        AuthMethod.OAuth2 => (["token_url", "client_id", "client_secret"], ["scope"]),
        _ => ([], []),
    };

    private static bool HasValue(AuthSettings auth, string key) => key switch
    {
        "username" => !string.IsNullOrEmpty(auth.Username),
        "password" => auth.Password is not null,
        "token" => auth.Token is not null,
        "header" => !string.IsNullOrEmpty(auth.Header),
        "value" => auth.Value is not null,
        "token_url" => auth.TokenUrl is not null,
        "client_id" => !string.IsNullOrEmpty(auth.ClientId),
        _ => auth.ClientSecret is not null,
    };

    private static void CheckText(AuthSettings auth, string key, Secret? secret, ValidationContext context)
    {
        if (secret is { IsKnown: true } && secret.Reveal().Any(char.IsControl))
            context.Error(
                auth, key, "It holds a line break or another control character, which no header may.", "Look for a line break at its end.");
    }
}
