using LdapVendorSync.Core.Sources.Okta;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks a source that is an Okta organization.</summary>
internal static class OktaSourceValidator
{
    // What a service app of Okta has no use for.
    private static readonly string[] Unused =
        ["username", "password", "token", "header", "parameter", "value", "client_secret", "login", "scheme"];

    public static void Validate(OktaSourceSettings source, ValidationContext context)
    {
        CheckDomain(source, context);
        if (context.IsGiven(source, "api_token") && context.IsGiven(source, "auth"))
            context.Error(source, "auth", "api_token and auth both say how to authenticate.", "Remove one of them.");
        else if (source.ApiToken is null && !context.IsGiven(source, "auth"))
            context.Error(
                source,
                "api_token",
                "There is neither an API token nor a service app.",
                "Give api_token, the variable OKTA_API_TOKEN, or auth.");
        AuthValidator.CheckText(source, "api_token", source.ApiToken, context);
        if (source.ApiToken is { IsKnown: true } token && token.Reveal().StartsWith("SSWS ", StringComparison.OrdinalIgnoreCase))
            context.Error(source, "api_token", "It begins with 'SSWS'.", "Give the token alone; the word is put before it.");
        if (source.Auth is { } auth)
            CheckAuth(source, auth, context);
    }

    private static void CheckDomain(OktaSourceSettings source, ValidationContext context)
    {
        // One that is missing has its own error.
        if (string.IsNullOrWhiteSpace(source.Domain))
            return;
        if (!OktaDomain.TryParse(source.Domain, source.AllowPlaintext, out var address, out var problem))
            context.Error(source, "domain", problem.Message, problem.Hint);
        else
            Addresses.CheckEncryption(source, "domain", address!, source.AllowPlaintext, context);
    }

    private static void CheckAuth(OktaSourceSettings source, AuthSettings auth, ValidationContext context)
    {
        // A method that is missing or unknown has its own error.
        if (!context.IsGiven(auth, "method"))
            return;
        if (auth.Method != AuthMethod.OAuth2)
        {
            context.Error(
                auth,
                "method",
                "A service app of Okta authenticates by oauth2.",
                "Write method: oauth2, or give api_token for an API token.");
            return;
        }

        if (string.IsNullOrWhiteSpace(auth.ClientId))
            context.Error(auth, "client_id", "A service app needs it.", "It is on the General tab of the app.");
        if (auth.Key is null)
            context.Error(
                auth, "key_file", "private_key_jwt needs a private key.", "Give the file of the key whose public half the app has.");
        if (context.IsGiven(auth, "client_authentication") && auth.ClientAuthentication != ClientAuthentication.PrivateKeyJwt)
            context.Error(
                auth,
                "client_authentication",
                "Okta gives tokens for its API only for private_key_jwt.",
                "Remove it, and set the app to public key / private key.");
        AuthValidator.CheckTokenUrl(auth, source.AllowPlaintext, context);
        foreach (var key in Unused.Where(key => context.IsGiven(auth, key)))
            context.Warning(auth, key, "A service app of Okta does not use it.", "Remove it.");
    }
}
