using LdapVendorSync.Core.Configuration.Binding;

namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>The environment variables that a draft takes its secrets from.</summary>
internal static class DraftVariables
{
    /// <summary>The variable of the source's secret; <see langword="null"/> where it has none.</summary>
    public static string? OfSource(ConfigurationDraft draft) => draft.SourceType switch
    {
        _ when draft.SourceSecret is not null => null,
        DraftSourceType.Ldap when draft.BindDn is not null => "LDAP_BIND_PASSWORD",
        DraftSourceType.Okta => "OKTA_API_TOKEN",
        DraftSourceType.Keycloak => "KEYCLOAK_CLIENT_SECRET",
        DraftSourceType.Entra => "AZURE_CLIENT_SECRET",
        _ => null,
    };

    /// <summary>The variable of the vendor's secret; <see langword="null"/> where it has none.</summary>
    public static string? OfVendor(ConfigurationDraft draft)
    {
        if (draft.VendorSecret is not null || DraftVendor.SecretOf(draft) is not { } kind)
            return null;
        var name = PlainNames.NameFor($"{{name}}_{kind}", DraftVendor.NameOf(draft));
        // A variable cannot begin with a digit, and two secrets are two variables.
        return char.IsAsciiDigit(name[0]) || name == OfSource(draft) ? $"VENDOR_{name}" : name;
    }
}
