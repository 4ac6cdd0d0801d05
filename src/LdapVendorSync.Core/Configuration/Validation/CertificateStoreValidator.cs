namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Says what turning the verification of certificates off means.</summary>
internal static class CertificateStoreValidator
{
    public static void Validate(object record, bool verify, ValidationContext context)
    {
        if (!verify)
            context.Warning(
                record,
                "verify_ssl",
                "The server's certificate is not verified: anybody on the way can read and change everything.",
                "Set verify_ssl: true and give truststore_file.");
    }
}
