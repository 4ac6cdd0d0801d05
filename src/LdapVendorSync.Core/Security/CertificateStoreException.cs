namespace LdapVendorSync.Core.Security;

/// <summary>A file with certificates cannot be used. The message names the file and the reason, and nothing of its content.</summary>
public sealed class CertificateStoreException : Exception
{
    /// <summary>Tells which file, and why.</summary>
    public CertificateStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Tells which file, and why.</summary>
    public CertificateStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
