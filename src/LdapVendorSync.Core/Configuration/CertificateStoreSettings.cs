using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>A file with certificates: the authorities to trust (trust store), or one's own certificate and key (key store).</summary>
public sealed record CertificateStoreSettings
{
    /// <summary>The file, an absolute path once loaded.</summary>
    [Setting("The file with the certificates.", IsPath = true)]
    public required string File { get; init; }

    /// <summary>The password of the file or of its key.</summary>
    [Setting("The password of the file or of its key.")]
    public Secret? Password { get; init; }

    /// <summary>The format to assume where the file's content does not tell; <see langword="null"/> to go by its name.</summary>
    [Setting("The format: PEM, PKCS12 or JKS; seldom needed, as the file's content decides.")]
    public CertificateStoreType? Type { get; init; }

    /// <summary>The entry that is meant, where the file has several; <see langword="null"/> for all, or for the only one.</summary>
    [Setting("The alias of the entry that is meant, where a PKCS12 or JKS file has several.")]
    public string? Alias { get; init; }

    /// <summary>The store that the settings tell of.</summary>
    public CertificateStore ToStore() => new(File, Password, Type, Alias);
}
