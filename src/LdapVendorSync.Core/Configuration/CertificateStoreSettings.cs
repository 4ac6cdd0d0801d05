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

    /// <summary>The format; <see langword="null"/> to tell by the file's name and content.</summary>
    [Setting("The format: PEM, PKCS12 or JKS; told by the file where left out.")]
    public CertificateStoreType? Type { get; init; }

    /// <summary>The store that the settings tell of.</summary>
    public CertificateStore ToStore() => new(File, Password, Type);
}
