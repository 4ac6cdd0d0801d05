using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks trust stores and key stores, and what turning verification off makes of them.</summary>
internal static class CertificateStoreValidator
{
    public static void Validate(
        object record,
        bool verify,
        CertificateStoreSettings? truststore,
        CertificateStoreSettings? keystore,
        string? vendor,
        ValidationContext context)
    {
        if (!verify)
            context.Warning(
                record,
                "verify_ssl",
                "The server's certificate is not verified: anybody on the way can read and change everything.",
                "Set verify_ssl: true and give truststore_file.");
        if (truststore is { File.Length: > 0 })
            CheckFormat(record, "truststore_file", truststore, vendor, context);
        if (keystore is { File.Length: > 0 } && vendor is not null)
            context.NotAvailable(
                record, "keystore_file", "client certificates for vendors come with a later version", refusesRun: true, vendor);
        else if (keystore is { File.Length: > 0 })
            CheckFormat(record, "keystore_file", keystore, vendor, context);
    }

    private static void CheckFormat(object record, string key, CertificateStoreSettings store, string? vendor, ValidationContext context)
    {
        if (store.ToStore().Type != CertificateStoreType.Jks)
            return;
        const string why = "Java key stores cannot be read in this version; convert it: "
            + "keytool -importkeystore -srckeystore FILE.jks -destkeystore FILE.p12 -deststoretype PKCS12";
        context.NotAvailable(record, key, why, refusesRun: true, vendor);
    }
}
