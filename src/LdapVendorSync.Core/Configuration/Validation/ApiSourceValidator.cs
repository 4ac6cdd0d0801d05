namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks a source behind an HTTP API: what they all have, then what its own kind has.</summary>
internal static class ApiSourceValidator
{
    public static void Validate(ApiSourceSettings source, ValidationContext context)
    {
        ProxyValidator.Validate(source, context);
        CertificateStoreValidator.Validate(source, source.VerifySsl, context);
        if (source is OktaSourceSettings okta)
            OktaSourceValidator.Validate(okta, context);
        if (source is EntraSourceSettings entra)
            EntraSourceValidator.Validate(entra, context);
        if (source is KeycloakSourceSettings keycloak)
            KeycloakSourceValidator.Validate(keycloak, context);
    }
}
