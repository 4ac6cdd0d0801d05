namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks a source of the type keycloak.</summary>
internal static class KeycloakSourceValidator
{
    private static readonly string[] KeyKeys = ["key_id", "algorithm", "assertion_audience"];

    public static void Validate(KeycloakSourceSettings source, ValidationContext context)
    {
        CheckAddress(source, context);
        CheckProof(source, context);
    }

    private static void CheckAddress(KeycloakSourceSettings source, ValidationContext context)
    {
        // One that is missing has its own error.
        if (source.BaseUrl is not { IsAbsoluteUri: true } url)
            return;
        Addresses.Check(source, "base_url", url, ["https", "http"], context);
        if (url.AbsolutePath.Contains("/realms/", StringComparison.Ordinal)
            || url.AbsolutePath.Contains("/admin", StringComparison.Ordinal))
            context.Error(
                source,
                "base_url",
                "The address goes on behind the server's.",
                "Give it up to the host name, or to /auth; the realm has a key of its own.");
        Addresses.CheckEncryption(source, "base_url", url, source.AllowPlaintext, context);
    }

    private static void CheckProof(KeycloakSourceSettings source, ValidationContext context)
    {
        if (source.ClientSecret is null && source.Key is null)
            context.Error(
                source, "client_secret", "The client cannot prove who it is.", "Give client_secret, or key_file for a signed assertion.");
        // A secret that only the environment has may be meant for something else, and is not sent where there is a key.
        var isSecretGiven = context.IsGiven(source, "client_secret") || context.IsGiven(source, "client_secret_file");
        if (isSecretGiven && source.Key is not null)
            context.Error(
                source, "key_file", "There are a secret and a key.", "Remove the one that the client's page of credentials does not name.");
        if (source.Key is not null)
            return;
        foreach (var key in KeyKeys.Where(key => context.IsGiven(source, key)))
            context.Warning(source, key, "Only key_file uses it.", "Remove it, or give key_file.");
    }
}
