namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks a source that is an Entra tenant.</summary>
internal static class EntraSourceValidator
{
    // Names for whoever signs in; an application belongs to one tenant.
    private static readonly string[] ManyTenants = ["common", "organizations", "consumers"];

    public static void Validate(EntraSourceSettings source, ValidationContext context)
    {
        if (ManyTenants.Contains(source.TenantId, StringComparer.OrdinalIgnoreCase))
            context.Error(
                source, "tenant_id", $"'{source.TenantId}' stands for many tenants.", "Give the id or a domain of the one that is read.");
        else if (Uri.EscapeDataString(source.TenantId) != source.TenantId)
            context.Error(
                source,
                "tenant_id",
                "This is neither an id nor a domain.",
                "Give the tenant's id, or a domain such as contoso.onmicrosoft.com.");
        if (!Guid.TryParse(source.ClientId, out _))
            context.Error(
                source, "client_id", "This is not the id of an application.", "Give the application (client) id of the app registration.");
        CheckProof(source, context);
        CheckAddress(source, "authority_url", source.AuthorityUrl, context);
        CheckAddress(source, "graph_url", source.GraphUrl, context);
    }

    private static void CheckProof(EntraSourceSettings source, ValidationContext context)
    {
        if (source is { ClientSecret: null, Keystore: null })
        {
            context.Error(
                source,
                "client_secret",
                "Nothing proves who the application is.",
                "Give client_secret, for example by the variable AZURE_CLIENT_SECRET, or keystore_file.");
        }

        if (source is { ClientSecret: not null, Keystore: not null } && context.IsGiven(source, "client_secret"))
            context.Error(
                source, "client_secret", "client_secret and keystore_file both prove who the application is.", "Remove one of them.");
    }

    private static void CheckAddress(EntraSourceSettings source, string key, Uri? address, ValidationContext context)
    {
        if (address is null)
            return;
        if (address is not { IsAbsoluteUri: true, Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "" })
            context.Error(source, key, "This is not scheme and host alone.", "Write it as in https://graph.microsoft.com.");
        else
            Addresses.CheckEncryption(source, key, address, source.AllowPlaintext, context);
    }
}
